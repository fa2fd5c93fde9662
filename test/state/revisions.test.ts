// The history of a cluster: how much of it is kept.
import { expect, test } from 'vitest';
import { statePaths } from '../../src/state/cluster-state.ts';
import {
  forgetOldest,
  readRevisions,
  revisionPolicy,
  writeRevision,
  type RevisionOutcome,
} from '../../src/state/revisions.ts';
import { fakeWorld } from '../kit/world.ts';

/** Writes so many revisions; returns the numbers of those that are kept. */
async function keptOf(count: number, outcomeOf: (revision: number) => RevisionOutcome): Promise<readonly number[]> {
  const world = fakeWorld();
  const paths = statePaths(world, 'kind');
  for (let revision = 1; revision <= count; revision += 1)
    await writeRevision(
      world,
      paths,
      {
        revision,
        at: '2026-11-21T00:00:00.000Z',
        command: 'kind-audit policy watch',
        what: 'policy p.yaml',
        meaning: [],
        outcome: outcomeOf(revision),
        reason: '',
        audits: true,
        args: {},
      },
      `# ${revision}\n`,
    );
  await forgetOldest(world, paths, await readRevisions(world, paths));
  const kept = (await readRevisions(world, paths)).map(({ revision }) => revision);
  for (let revision = 1; revision <= count; revision += 1)
    expect(await revisionPolicy(world, paths, revision)).toBe(kept.includes(revision) ? `# ${revision}\n` : null);
  return kept;
}

const upTo = (first: number, last: number): readonly number[] =>
  Array.from({ length: last - first + 1 }, (_, at) => first + at);

test('a short history is kept whole, of a long one how the cluster was found and the newest', async () => {
  expect(await keptOf(501, () => 'in-effect')).toEqual(upTo(1, 501));
  expect(await keptOf(510, () => 'in-effect')).toEqual([1, ...upTo(11, 510)]);
});

test('the last two revisions that were in effect stay, however many came to nothing after them', async () => {
  expect(await keptOf(520, (revision) => (revision <= 5 ? 'in-effect' : 'undone'))).toEqual([
    1,
    4,
    5,
    ...upTo(21, 520),
  ]);
});
