// `doctor --fix` where the n-th call to the outside fails, for every n: what is left, and that it is reported.
import { expect, test } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import { Problem } from '../../src/core/problem.ts';
import { systemProblem } from '../../src/core/system-error.ts';
import type { Target } from '../../src/doctor/check.ts';
import type { Examination } from '../../src/doctor/examine.ts';
import { fix, type RepairOutcome } from '../../src/doctor/fix.ts';
import { goodPolicy as choosePolicy } from '../../src/doctor/good-policy.ts';
import type { Repair } from '../../src/doctor/repair.ts';
import { deployPolicy, restartApiServer } from '../../src/doctor/repairs/deploy-policy.ts';
import { fixManifest, wantedAuditing } from '../../src/doctor/repairs/fix-manifest.ts';
import { moveStrays } from '../../src/doctor/repairs/move-strays.ts';
import { recoverApiServer } from '../../src/doctor/repairs/recover-api-server.ts';
import { API_SERVER_MANIFEST, MANIFESTS_DIR } from '../../src/kind/paths.ts';
import { faulty, faultKinds, forEveryFault, type Fault } from '../kit/faulty.ts';
import { textOf } from '../kit/files.ts';
import { goodPolicy, manifestText, policyFiles } from './fake-target.ts';
import { memoryCluster, type MemoryCluster, type MemoryClusterOptions } from './memory-cluster.ts';

const { project, deployed, worked, kept } = policyFiles;
const old = `${goodPolicy}# old\n`;
const files = { [project]: goodPolicy, [deployed]: old, [worked]: old };

/** The cluster as the verb sees it, with a fault on the way to it. */
async function targetOf({ target }: MemoryCluster, it: Fault): Promise<Target> {
  const world = faulty(target.world, it);
  const engine = await world.engine();
  return { ...target, world, engine, controlPlanes: target.containers.map((container) => engine.node(container)) };
}

const STRAY = `${MANIFESTS_DIR}/a.bak`;

/** The repairs that the checks would propose for what is there now. */
async function examine(it: MemoryCluster, target: Target): Promise<Examination> {
  const repairs: (Repair | null)[] = [];
  if (it.read(deployed) !== it.read(project)) repairs.push(deployPolicy(target, await choosePolicy(target)));
  for (const [index, { policy, files }] of it.nodes.entries()) {
    const node = target.controlPlanes[index];
    if (node === undefined) continue;
    if (files.has(STRAY)) repairs.push(moveStrays(node, ['a.bak'], target.world));
    const wanted = wantedAuditing((await target.inspect(node)).kubeadm);
    const lacks = files.get(API_SERVER_MANIFEST)?.includes('--audit-policy-file') !== true;
    if (policy !== undefined && lacks && wanted !== null) repairs.push(fixManifest(node, { wanted }, target.world));
    else if (policy === undefined) repairs.push(recoverApiServer(node, target, 'audit policy file'));
    else if (policy !== it.read(deployed)) repairs.push(restartApiServer(node, target.world));
  }
  const found = repairs.filter((repair) => repair !== null);
  const check = { id: 'x', title: 'X', status: 'fail', evidence: [], ms: 0, repairs: found } as const;
  return { ok: found.length === 0, reached: true, results: [check] };
}

/** The result of a run: the outcomes of its repairs, or the Problem that ended it. */
async function fixed(
  it: MemoryCluster,
  at: Fault,
): Promise<{ outcomes: readonly RepairOutcome[]; problem: Problem | null }> {
  try {
    const target = await targetOf(it, at);
    const request = { cluster: 'kind', examine: () => examine(it, target), agree: async () => undefined };
    const { outcomes } = await fix(target.world, await examine(it, target), request);
    return { outcomes, problem: null };
  } catch (error) {
    const problem = systemProblem(error) ?? error;
    if (problem instanceof Problem) return { outcomes: [], problem };
    throw error;
  }
}

/** Whether a text names this node, and not only one whose name is longer. */
const isNamed = (name: string, text: string): boolean => new RegExp(`${name}\\b`).test(text);

const scenes: readonly (readonly [string, MemoryClusterOptions])[] = [
  ['a policy that works everywhere', { suffixes: ['', '2', '3'] }],
  [
    'a policy that stops the second server',
    { suffixes: ['', '2', '3'], works: (policy, node) => policy === old || !node.endsWith('2') },
  ],
];

test.each(scenes.flatMap(([what, options]) => faultKinds.map((kind) => [what, kind, options] as const)))(
  '%s, the fault %s',
  async (_what, kind, options) => {
    const faults = await forEveryFault(kind, async (at) => {
      const it = memoryCluster(files, options);
      const { outcomes, problem } = await fixed(it, at);
      const said = `${at.hit}: ${problem?.message ?? JSON.stringify(outcomes)}`;
      const left = outcomes.flatMap((outcome) => outcome.left);
      // The user's policy is unchanged, the deployed one is old or new, and the old one is somewhere.
      expect(it.read(project), said).toBe(goodPolicy);
      expect([old, goodPolicy], said).toContain(it.read(deployed));
      const texts = [...it.target.world.disk].filter(([path]) => path.startsWith(kept)).map(([, file]) => textOf(file));
      if (it.read(deployed) !== old) expect(texts, said).toContain(old);
      // Every server runs. Where no problem ended the run, one without the deployed policy is named, or the file is.
      for (const [index, { policy }] of it.nodes.entries()) {
        const name = it.target.containers[index]?.name ?? '';
        if (!left.some((line) => line.includes('"Put the policy in place"') || isNamed(name, line)) && problem === null)
          expect([policy, index], said).toEqual([it.read(deployed), index]);
        const withoutAuditing = outcomes.some(({ key, state }) => key.kind === 'recover' && state === 'made');
        expect([old, goodPolicy, ...(withoutAuditing ? [null] : [])], said).toContain(policy);
      }
      if (outcomes.some(({ state }) => state !== 'made'))
        expect(outcomes.some((each) => each.problem !== null)).toBe(true);
      if (at.hit?.startsWith('remove ') !== true)
        expect(
          [...it.target.world.disk.keys()].filter((path) => path.includes('/locks/')),
          said,
        ).toEqual([]);
      if (at.hit === null && options.works === undefined) expect(outcomes.map(({ state }) => state)).toEqual(['made']);
    });
    expect(faults).toBeGreaterThan(20);
  },
);

/** Two nodes with a stray next to their manifests, which lack auditing; with it the second server does not start. */
function withoutAuditing(): MemoryCluster {
  const works = (_policy: string, node: string): boolean => !node.endsWith('2');
  const it = memoryCluster(
    { ...files, [deployed]: goodPolicy },
    { suffixes: ['', '2'], manifest: manifestText([]), works },
  );
  for (const node of it.nodes) {
    node.files.set(STRAY, 'stray');
    node.policy = null;
  }
  return it;
}

test.each(faultKinds)('manifests without auditing and with strays, the fault %s', async (kind) => {
  const faults = await forEveryFault(kind, async (at) => {
    const it = withoutAuditing();
    const { outcomes, problem } = await fixed(it, at);
    const said = `${at.hit}: ${problem?.message ?? JSON.stringify(outcomes)}`;
    const left = outcomes.flatMap((outcome) => outcome.left);
    for (const [index, node] of it.nodes.entries()) {
      const name = it.target.containers[index]?.name ?? '';
      expect([...node.files.values()], said).toContain('stray');
      expect(node.files.has(API_SERVER_MANIFEST), said).toBe(true);
      // A server that is down is named.
      if (node.policy === undefined) expect(isNamed(name, left.join() + String(problem?.message)), said).toBe(true);
    }
    if (problem === null)
      expect(outcomes.find(({ key }) => key.kind === 'manifest' && key.node?.endsWith('2'))?.state, said).not.toBe(
        'made',
      );
  });
  expect(faults).toBeGreaterThan(20);
});

/** A server that the deployed policy has stopped; the project's would work. */
function deadServer(): MemoryCluster {
  const it = memoryCluster(
    { [project]: goodPolicy, [deployed]: `${goodPolicy}# bad\n` },
    { works: (text) => text === goodPolicy },
  );
  for (const node of it.nodes) node.policy = undefined;
  return it;
}

/** Whether all steps of a plan were made, so that it is not undone any more. */
function hasWholeRepair(events: readonly Event[]): boolean {
  let open = Infinity;
  for (const event of events) {
    if (event.type === 'plan') open = event.steps.length;
    else if (event.type === 'step-done') open -= 1;
    if (open === 0) return true;
  }
  return false;
}

test.each([
  ['deploying', () => memoryCluster(files, { suffixes: ['', '2'] }), 8],
  ['recovering', deadServer, 5],
  ['putting auditing back', withoutAuditing, 2],
])('Ctrl-C at the n-th event of %s, for every n: what is there is what was there', async (what, make, floor) => {
  const interrupted = new Problem('interrupted', 'interrupted');
  let events = 1;
  let checks = 0;
  for (; ; events += 1) {
    const it = make();
    const before = it.nodes.map(({ files: inNode }) => inNode.has(STRAY));
    const { world } = it.target;
    let seen = 0;
    const report = (event: Event): void => {
      world.report(event);
      seen += 1;
      if (seen === events) world.stop.abort(interrupted);
    };
    const target = { ...it.target, world: { ...world, report } };
    const request = { cluster: 'kind', examine: () => examine(it, target), agree: async () => undefined };
    const ended: unknown = await fix(target.world, await examine(it, target), request).catch((error: unknown) => error);
    if (seen < events) break;
    if (ended !== interrupted) continue;
    if (hasWholeRepair(world.events)) continue;
    checks += 1;
    const fresh = make();
    expect(it.read(deployed), `event ${events}`).toBe(fresh.read(deployed));
    expect(it.nodes.map(({ files: inNode }) => inNode.has(STRAY))).toEqual(before);
    if (what === 'deploying')
      expect(
        it.nodes.map(({ policy }) => policy),
        `event ${events}`,
      ).toEqual(fresh.nodes.map(({ policy }) => policy));
  }
  expect(events).toBeGreaterThan(6);
  expect(checks).toBeGreaterThan(floor);
});
