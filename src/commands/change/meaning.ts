// What a change of the policy means for the log, in lines.
import type { Content } from '../../core/content.ts';
import { painter } from '../../core/paint.ts';
import type { World } from '../../core/ports.ts';
import { diffText } from '../../policy/diff/print.ts';
import { loadPolicy } from '../../policy/load/load.ts';
import type { Policy } from '../../policy/model/policy.ts';
import { diffWithProgress } from '../policy/diff-with-progress.ts';

/** A history is no place for hundreds of lines. */
const MOST_LINES = 40;

/** What it means where the files hold the policy already. */
export const UNREAD = 'the file was changed after the API server had read it; what is in it is put into effect';

/** What another value of an argument of the API servers means. */
export function argumentMeaning(name: string, is: string | null | undefined, wanted: string): string {
  return `--${name}: ${is ?? 'not set'} → ${wanted}`;
}

/** What a change means for a webhook that is set: at the end of a server its queue may close before its last requests. */
export const LAST_MOMENT =
  'the webhook may miss events of the last moment of an API server that is restarted; the audit log has them';

/** The differences by meaning, and a conclusion; `before` is the policy in effect, null for none. */
export async function meaningOf(world: World, before: Content | null, after: Policy): Promise<readonly string[]> {
  const old = before === null ? null : (loadPolicy(before).policy ?? null);
  if (old === null) return [before === null ? 'nothing was audited before' : 'the policy before cannot be read'];
  const diff = await diffWithProgress(old, after, world);
  const lines = diffText(diff, painter(false)).split('\n');
  const more = lines.length - MOST_LINES;
  return more <= 0 ? lines : [...lines.slice(0, MOST_LINES), `and ${more} more lines: kind-audit policy diff`];
}
