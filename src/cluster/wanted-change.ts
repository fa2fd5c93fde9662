// The one change that gives an existing cluster what was asked for: policy, auditing and arguments joined.
import type { Content } from '../core/content.ts';
import { enableChange, joinChanges, policyChange, settingsChange, type Change } from '../rollout/change.ts';
import { readsAnotherFile } from '../rollout/policy-everywhere.ts';
import type { Situation } from '../rollout/situation.ts';
import { isAsked, type Differences } from './differences.ts';
import type { Settings } from './settings.ts';

/** What is to be changed, and the policy that a node has in place of the wanted one; null for none. */
export interface WantedForUp {
  readonly change: Change;
  /** The new policy; null where every server has it. */
  readonly policy: Content | null;
  readonly before: Content | null;
}

/** The change for these differences, which were found just before; null where there are none. */
export function wantedChange(settings: Settings, found: Differences, situation: Situation): WantedForUp | null {
  const { silent, args } = found;
  const others = [...found.policy, ...found.unread];
  const { source, bytes, text } = settings.policy;
  const own = isAsked(settings) ? null : situation.policy;
  const content = own ?? bytes ?? text;
  const name = own === null ? source : `of ${situation.nodes[0].node.name}`;
  const first =
    silent.length > 0
      ? enableChange(content, name, settings.rotation, situation.place)
      : others.length > 0
        ? policyChange(content, name, situation.place, readsAnotherFile(situation))
        : null;
  // Auditing comes with arguments of its own, which are not those of the servers that audit already.
  const set = new Map(silent.length > 0 ? found.wanted : args.map((each) => [each.name, each.wanted]));
  const second = set.size === 0 ? null : settingsChange(set, []);
  const change = first === null || second === null ? (first ?? second) : joinChanges(first, second);
  if (change === null) return null;
  const differing = situation.nodes.find(({ node }) => [...silent, ...others].includes(node.name));
  return { change, policy: first === null ? null : content, before: differing?.policy ?? null };
}
