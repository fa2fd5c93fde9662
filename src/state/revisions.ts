// The history of a cluster's auditing: a record for each change, and the policy that it put into effect.
import { asText, type Content } from '../core/content.ts';
import { fieldsOf, jsonOf, textOf } from '../core/fields.ts';
import type { NodeContainer, World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import type { StatePaths } from './cluster-state.ts';

const SCHEMA = 'kind-audit.revision/v1';

export type RevisionOutcome = 'begun' | 'in-effect' | 'undone';

/** One change of a cluster's auditing. */
export interface Revision {
  /** Counts from 1. */
  readonly revision: number;
  /** When it began, as a date. */
  readonly at: string;
  /** The command that made it. */
  readonly command: string;
  /** What was changed, in words. */
  readonly what: string;
  /** What that means for the log, in words: one line for each difference, not more than a few. */
  readonly meaning: readonly string[];
  readonly outcome: RevisionOutcome;
  /** Why it was undone; "" where it was not. */
  readonly reason: string;
  /** Whether anything is audited with it. */
  readonly audits: boolean;
  /** The arguments of kube-apiserver whose names begin with "audit-". */
  readonly args: Readonly<Record<string, string>>;
}

type Reading = Pick<World, 'files'>;

/** All of them, the oldest first. What cannot be read as a revision throws a Problem: nothing is passed over. */
export async function readRevisions({ files }: Reading, { revisions }: StatePaths): Promise<readonly Revision[]> {
  if ((await files.stat(revisions))?.kind !== 'directory') return [];
  const names = (await files.list(revisions)).filter((name) => /^\d+\.json$/.test(name));
  const found: Revision[] = [];
  for (const name of names.toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))) {
    const path = `${revisions}/${name}`;
    const revision = parseRevision(await files.read(path), Number.parseInt(name, 10));
    if (revision === null)
      throw new Problem('file-unreadable', `${path} is not a revision of this version of kind-audit`, {
        hint: 'move it, then run the command again',
      });
    found.push(revision);
  }
  return found;
}

/** Those that are in effect, or were; what is older than one of the `containers` was of another cluster of this name. */
export function inEffectHere(
  revisions: readonly Revision[],
  containers: readonly Pick<NodeContainer, 'created'>[],
): readonly Revision[] {
  const made = Math.max(...containers.map(({ created }) => created));
  return revisions.filter(({ outcome, at }) => outcome === 'in-effect' && Date.parse(at) >= made);
}

/** The last change that is in effect on a cluster; undefined without one. */
export function lastInEffect(
  revisions: readonly Revision[],
  containers: readonly Pick<NodeContainer, 'created'>[],
): Revision | undefined {
  return inEffectHere(revisions, containers).at(-1);
}

/** The checksum of the policy that the last change of a cluster put into effect; null where that is not known. */
export async function lastPolicySum(
  world: Pick<World, 'files' | 'sha256'>,
  paths: StatePaths,
  containers: readonly Pick<NodeContainer, 'created'>[],
): Promise<string | null> {
  const last = lastInEffect(await readRevisions(world, paths), containers);
  const policy = last === undefined ? null : await revisionPolicy(world, paths, last.revision);
  return policy === null ? null : world.sha256(policy);
}

function parseRevision(text: string | null, revision: number): Revision | null {
  const fields = fieldsOf(jsonOf(text ?? ''));
  if (fields['schema'] !== SCHEMA) return null;
  const outcome = (['begun', 'in-effect', 'undone'] as const).find((each) => each === fields['outcome']);
  if (outcome === undefined) return null;
  const { meaning } = fields;
  return {
    revision,
    at: textOf(fields['at']),
    command: textOf(fields['command']),
    what: textOf(fields['what']),
    meaning: Array.isArray(meaning) ? meaning.map((line) => textOf(line)) : [],
    outcome,
    reason: textOf(fields['reason']),
    audits: fields['audits'] === true,
    args: Object.fromEntries(Object.entries(fieldsOf(fields['args'])).map(([name, value]) => [name, textOf(value)])),
  };
}

/** The policy of a revision; null where it has none. */
export async function revisionPolicy({ files }: Reading, paths: StatePaths, revision: number): Promise<Content | null> {
  const bytes = await files.readBytes(policyPath(paths, revision));
  return bytes === null ? null : asText(bytes);
}

/** Writes a revision, and the policy beside it where one is given. */
export async function writeRevision(
  { files }: Reading,
  paths: StatePaths,
  revision: Revision,
  policy: Content | null,
): Promise<void> {
  await files.makeDir(paths.revisions, 0o700);
  if (policy !== null) await files.write(policyPath(paths, revision.revision), policy, 0o600);
  const text = `${JSON.stringify({ schema: SCHEMA, ...revision }, null, 2)}\n`;
  await files.write(`${paths.revisions}/${nameOf(revision.revision)}.json`, text, 0o600);
}

function policyPath({ revisions }: StatePaths, revision: number): string {
  return `${revisions}/${nameOf(revision)}.yaml`;
}

/** Sorts as text up to the revision 9999. */
function nameOf(revision: number): string {
  return String(revision).padStart(4, '0');
}

/** So many revisions are kept: each change reads all of them. */
const MOST_REVISIONS = 500;

/**
 * Removes the oldest of all revisions, `known`, where they are too many. What a cluster can be wanted back to by itself stays:
 * how it was found, and the last two that were in effect.
 */
export async function forgetOldest({ files }: Reading, paths: StatePaths, known: readonly Revision[]): Promise<void> {
  const good = new Set(known.filter(({ outcome }) => outcome === 'in-effect').slice(-2));
  for (const old of known.slice(1, -MOST_REVISIONS)) {
    if (good.has(old)) continue;
    await files.remove(policyPath(paths, old.revision));
    await files.remove(`${paths.revisions}/${nameOf(old.revision)}.json`);
  }
}
