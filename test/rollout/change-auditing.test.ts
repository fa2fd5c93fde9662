// A change of the auditing: made, rejected by the server, interrupted, and with every call failing once.
import { expect, test } from 'vitest';
import { Problem } from '../../src/core/problem.ts';
import { statePaths } from '../../src/state/cluster-state.ts';
import { readRevisions } from '../../src/state/revisions.ts';
import { changeAuditing } from '../../src/rollout/change-auditing.ts';
import { finishEarlier } from '../../src/rollout/finish-earlier.ts';
import { policyEverywhere } from '../../src/rollout/policy-everywhere.ts';
import { lookAtCluster } from '../../src/rollout/situation.ts';
import type { World } from '../../src/core/ports.ts';
import { fault, faultKinds, faulty } from '../kit/faulty.ts';
import { metadata } from '../cluster/scene.ts';
import { leftOver, planes, STATE, type Planes } from './fake-plane.ts';
import { whicheverCallFails } from './whichever-call-fails.ts';
import { textOf } from '../kit/files.ts';
import { defaultRotation } from '../../src/kind/audit-settings.ts';

const other = `apiVersion: audit.k8s.io/v1
kind: Policy
rules:
- level: RequestResponse
  resources: [{group: "", resources: [configmaps]}]
- level: Metadata
`;

async function apply(world: World, policy = other, strategy?: 'overlap' | 'restart'): Promise<void> {
  await finishEarlier(world, 'kind');
  const situation = await lookAtCluster(world, 'kind');
  const change = policyEverywhere(situation, policy, 'other.yaml', defaultRotation);
  await changeAuditing(world, situation, change, {
    command: 'kind-audit policy apply other.yaml',
    meaning: ['more'],
    ...(strategy === undefined ? {} : { strategy }),
  });
}

const inEffect = ({ planes: all }: Planes): readonly (string | null | undefined)[] =>
  all.map(({ first }) => first?.policy);

test.each([1, 3])('a change of %i control planes is in effect on each, and leaves nothing', async (count) => {
  const it = planes(count);
  await apply(it.world);
  expect(inEffect(it)).toEqual(Array.from({ length: count }, () => other));
  expect([it.dead, it.unheld]).toEqual([[], []]);
  expect(leftOver(it)).toEqual([]);
  expect(textOf(it.world.disk.get(`${STATE}/policies/audit-policy.yaml`))).toBe(other);
  const revisions = await readRevisions(it.world, statePaths(it.world, 'kind'));
  expect(revisions.map(({ what, outcome }) => `${what}: ${outcome}`)).toEqual([
    'as it was found: in-effect',
    'policy other.yaml: in-effect',
  ]);
});

test('a server that reads another file than the one that all nodes mount reads that one after a change', async () => {
  const it = planes(2);
  const [, second] = it.planes;
  if (second?.first == null) throw new Error('two control planes');
  for (const [path, text] of second.files) {
    const moved = text
      .replace('=/etc/kubernetes/policies/', '=/etc/kubernetes/mine/')
      .replaceAll('path: /etc/kubernetes/policies', 'path: /etc/kubernetes/mine')
      .replaceAll('Path: /etc/kubernetes/policies', 'Path: /etc/kubernetes/mine');
    second.files.set(path, moved);
    second.first = { ...second.first, manifest: moved };
  }
  second.files.set('/etc/kubernetes/mine/audit-policy.yaml', metadata);
  await apply(it.world);
  expect(inEffect(it)).toEqual([other, other]);
  expect(second.first.manifest).toMatch(/mountPath: "?\/etc\/kubernetes\/policies"?/);
  expect(leftOver(it)).toEqual([]);
});

test('the policy file of all nodes is written once: none of them reads it before its last change', async () => {
  const it = planes(3);
  const written: string[] = [];
  const files: World['files'] = {
    ...it.world.files,
    write: async (path, ...more) => (written.push(path), it.world.files.write(path, ...more)),
  };
  await apply({ ...it.world, files });
  expect(written.filter((path) => path === `${STATE}/policies/audit-policy.yaml`)).toHaveLength(1);
});

test('a cluster that kind-audit did not make gets a policy file of its own in the node', async () => {
  const it = planes(1, { foreign: true });
  await apply(it.world);
  expect(inEffect(it)).toEqual([other]);
  expect(it.planes[0]?.files.get('/etc/kubernetes/kind-audit/audit-policy.yaml')).toBe(other);
  expect(it.planes[0]?.files.get('/etc/kubernetes/policies/audit-policy.yaml')).toBe(metadata);
  expect([it.dead, leftOver(it)]).toEqual([[], []]);
});

test.each(['first', 'second'] as const)('where the %s server does not start, everything goes back', async (which) => {
  const it = planes(3);
  const bad = it.planes[1];
  if (bad === undefined) throw new Error('three planes');
  bad.starts = ({ policy }, each) => each !== which || policy === metadata;
  await expect(apply(it.world)).rejects.toThrow(/kind-control-plane2 did not become ready: the policy is no good/);
  expect(inEffect(it)).toEqual([metadata, metadata, metadata]);
  expect(it.dead).toEqual([]);
  expect([leftOver(it), it.unheld]).toEqual([[], []]);
  const last = (await readRevisions(it.world, statePaths(it.world, 'kind'))).at(-1);
  expect(last).toMatchObject({ outcome: 'undone', reason: expect.stringContaining('control-plane2') });
});

test('a restart says for how long the API was away', async () => {
  const it = planes(1);
  it.lacks.nft = true;
  await apply(it.world);
  expect(inEffect(it)).toEqual([other]);
  expect(leftOver(it)).toEqual([]);
  expect(JSON.stringify(it.world.events)).toContain('without an API for 2.5 s');
  await expect(apply(it.world, metadata, 'overlap')).rejects.toThrow(/it has no program "nft"/);
});

test('on a cluster that kind-audit did not make, the policy and what kubeadm knows of it go together, whichever call fails', async () => {
  for (let at = 1; ; at += 1) {
    const it = planes(1, { foreign: true });
    const failing = fault('after', at);
    await apply(faulty(it.world, failing)).catch(() => undefined);
    if (failing.hit === null) break;
    await finishEarlier(it.world, 'kind');
    const what = `${at}: ${failing.hit}`;
    expect([it.dead, leftOver(it)], what).toEqual([[], []]);
    const isNew = it.planes[0]?.first?.policy === other;
    expect(it.cluster.kubeadm.includes('/etc/kubernetes/kind-audit/audit-policy.yaml'), what).toBe(isNew);
    expect(it.planes[0]?.files.has('/etc/kubernetes/kind-audit/audit-policy.yaml'), what).toBe(isNew);
  }
});

const whole = [metadata, other];

/** After whatever happened, another run with a sound world finishes or undoes it. */
async function recovers(it: Planes, what: string): Promise<void> {
  expect(it.dead, what).toEqual([]);
  await finishEarlier(it.world, 'kind');
  expect(leftOver(it), what).toEqual([]);
  const [one = '', ...others] = inEffect(it);
  expect(whole, what).toContain(one);
  expect(others, what).toEqual(others.map(() => one));
  expect(textOf(it.world.disk.get(`${STATE}/policies/audit-policy.yaml`)), what).toBe(one);
  expect(it.dead, what).toEqual([]);
}

test.each(faultKinds)(
  'whichever call fails (%s), the API serves, and a later run leaves one policy and nothing else',
  async (kind) => {
    await whicheverCallFails(kind, apply, recovers);
  },
);

/** A world that dies at its n-th call: no undo runs after that. */
function dying(world: World, at: number): { readonly world: World; readonly died: () => boolean } {
  let calls = 0;
  const wrap = <T extends object>(port: T): T =>
    new Proxy(port, {
      get(target, name, receiver) {
        const value: unknown = Reflect.get(target, name, receiver);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]): unknown => {
          const result = name === 'node' ? undefined : ((calls += 1), undefined);
          if (calls >= at && name !== 'node') return new Promise(() => result);
          const made: unknown = Reflect.apply(value, target, args);
          return name === 'node' ? wrap(made as object) : made;
        };
      },
    });
  const engine = async () => wrap(await world.engine());
  return { world: { ...world, files: wrap(world.files), engine }, died: () => calls >= at };
}

/** A change that is killed at its n-th call; whether it was over before, and whether it made so many calls. */
async function killedAt(it: Planes, at: number): Promise<{ readonly isOver: boolean; readonly died: boolean }> {
  const { world, died } = dying(it.world, at);
  const over = (): boolean => true;
  const ended = apply(world).then(over, over);
  const turns = async (): Promise<boolean> => {
    for (let turn = 0; turn < 3000; turn += 1) await Promise.resolve();
    return false;
  };
  const isOver = await Promise.race([ended, turns()]);
  return { isOver, died: died() };
}

test('nodes that a run cleared away which does not know the journal have one policy once it is undone', async () => {
  const path = `${STATE}/change.json`;
  for (let at = 20; at <= 80; at += 5) {
    const it = planes(2);
    await killedAt(it, at);
    const journal = it.world.disk.get(path);
    it.world.disk.delete(path);
    await finishEarlier(it.world, 'kind');
    if (journal !== undefined) it.world.disk.set(path, journal);
    await recovers(it, `killed at call ${at}`);
  }
});

test('killed at any call, forward or in its undo, the API serves, and a later run finishes or undoes it', async () => {
  for (const fails of [false, true])
    for (let at = 1; ; at += 1) {
      const it = planes(fails ? 2 : 1);
      const second = it.planes[1];
      if (fails && second !== undefined)
        second.starts = ({ policy }, which) => which !== 'first' || policy === metadata;
      const { isOver, died } = await killedAt(it, at);
      if (isOver && !died) {
        expect(at).toBeGreaterThan(50);
        break;
      }
      await recovers(it, `killed at call ${at}${fails ? ' of a change that fails' : ''}`);
    }
}, 60_000);

test('Ctrl-C before the change is in effect undoes it, after that it is finished', async () => {
  for (const [after, policy] of [
    ['second:kind-control-plane', metadata],
    ['in-effect', other],
  ] as const) {
    const it = planes(1);
    const report: World['report'] = (event) => {
      it.world.report(event);
      if (event.type === 'step-done' && event.id === after)
        it.world.stop.abort(new Problem('interrupted', 'interrupted'));
    };
    await expect(apply({ ...it.world, report })).rejects.toMatchObject({ code: 'interrupted' });
    expect(inEffect(it)).toEqual([policy]);
    expect([it.dead, leftOver(it)]).toEqual([[], []]);
  }
});

test('the journal of a cluster that is gone says nothing about another one of its name', async () => {
  const it = planes(1);
  await killedAt(it, 30);
  const [container] = it.engine.containers;
  const [plane] = it.planes;
  if (container === undefined || plane === undefined) throw new Error('one plane');
  it.engine.containers.splice(0, 1, { ...container, id: 'of another container' });
  const before = plane.first;
  expect(await finishEarlier(it.world, 'kind')).toMatchObject({ how: 'gone' });
  expect(plane.first).toBe(before);
  expect((await readRevisions(it.world, statePaths(it.world, 'kind'))).at(-1)?.outcome).toBe('undone');
  expect([...it.world.disk.keys()].filter((path) => path.endsWith('change.json'))).toEqual([]);
});

test('a node that does not run is named at once, and what it holds waits for it', async () => {
  const it = planes(1);
  await killedAt(it, 30);
  const [container] = it.engine.containers;
  if (container === undefined) throw new Error('one plane');
  it.engine.containers.splice(0, 1, { ...container, running: false, state: 'exited' });
  await expect(finishEarlier(it.world, 'kind')).rejects.toMatchObject({
    code: 'node-stopped',
    hint: 'docker start kind-control-plane',
  });
  it.engine.containers.splice(0, 1, container);
  await recovers(it, 'started again');
});

test('where the first server starts with neither policy, the second one serves until a later run succeeds', async () => {
  const it = planes(1);
  const [plane] = it.planes;
  if (plane === undefined) throw new Error('one plane');
  const { starts } = plane;
  plane.starts = (server, which) => which === 'second' && starts(server, which);
  await expect(apply(it.world)).rejects.toMatchObject({
    details: expect.stringContaining('the second one goes on serving all connections'),
  });
  expect([plane.redirected, plane.second === null, it.dead]).toEqual([true, false, []]);
  await expect(finishEarlier(it.world, 'kind')).rejects.toMatchObject({ code: 'repair-failed' });
  expect([plane.redirected, plane.second === null, it.dead]).toEqual([true, false, []]);
  plane.starts = starts;
  await recovers(it, 'the first one starts again');
});
