// The check for a change that did not end, and its repair.
import { expect, test } from 'vitest';
import { changeEnded } from '../../src/doctor/checks/change-ended.ts';
import { finishChange } from '../../src/doctor/repairs/finish-change.ts';
import { fix } from '../../src/doctor/fix.ts';
import { examine } from '../../src/doctor/examine.ts';
import { statePaths } from '../../src/state/cluster-state.ts';
import { changeAuditing } from '../../src/rollout/change-auditing.ts';
import { policyChange } from '../../src/rollout/change.ts';
import { lookAtCluster } from '../../src/rollout/situation.ts';
import { metadata, presetFiles } from '../cluster/scene.ts';
import { leftOver, planes, type Planes } from '../rollout/fake-plane.ts';

const other = presetFiles['/templates/policies/gce.yaml'] ?? '';

/** A cluster on which a change was killed when this step had ended. */
async function killedAfter(id: string): Promise<Planes> {
  const it = planes();
  const { place, ...rest } = await lookAtCluster(it.world, 'kind');
  const killed = new Promise<void>((resolve) => {
    const report: typeof it.world.report = (event) => {
      if (event.type !== 'step-done' || event.id !== id) return;
      resolve();
      // A process that is gone does nothing more: its engine never answers.
      Object.assign(dying, { files: { ...it.world.files, write: async () => new Promise<void>(() => undefined) } });
    };
    const dying = {
      ...it.world,
      report,
      clock: { ...it.world.clock, sleep: async () => new Promise<void>(() => undefined) },
    };
    const change = policyChange(other, 'gce', place, false);
    void changeAuditing(dying, { place, ...rest }, change, { command: 'kind-audit policy apply gce', meaning: [] });
  });
  await killed;
  return it;
}

test('a change that was killed is found, and undone by --fix', async () => {
  const it = await killedAfter('second:kind-control-plane');
  const look = () => examine(it.world, { cluster: 'kind', wanted: [changeEnded], all: [changeEnded] });
  const first = await look();
  expect(first.results[0]).toMatchObject({
    status: 'fail',
    evidence: [
      {
        node: 'kind-control-plane',
        text: expect.stringMatching(/^"kind-audit policy apply gce" of .* it can be undone$/),
      },
    ],
    fix: 'kind-audit doctor --fix --name kind',
  });
  const agreed: string[] = [];
  const { examination, outcomes } = await fix(it.world, first, {
    cluster: 'kind',
    examine: look,
    agree: async (repairs) => void agreed.push(...repairs.map(({ title }) => title)),
  });
  expect(agreed).toEqual(['undo the change of "kind-audit policy apply gce" (policy gce)']);
  expect(outcomes).toMatchObject([{ state: 'made' }]);
  expect(examination.results[0]).toMatchObject({ status: 'ok' });
  expect(leftOver(it)).toEqual([]);
  expect(it.planes[0]?.first?.policy).toBe(metadata);
});

test('what is left in a node without a journal is found too', async () => {
  const it = await killedAfter('second:kind-control-plane');
  it.world.disk.delete(statePaths(it.world, 'kind').change);
  const { results } = await examine(it.world, { cluster: 'kind', wanted: [changeEnded], all: [changeEnded] });
  expect(results[0]?.evidence).toEqual([
    {
      node: 'kind-control-plane',
      text: '/var/lib/kind-audit/change is left of a change that is not known on this host',
    },
  ]);
  expect(finishChange('kind', null).title).toBe('clear away what an earlier change left');
});
