// `up` and `down` where the n-th call to the outside fails, for every n: what is left, and that it is reported.
import { expect, test } from 'vitest';
import { faulty, faultKinds, forEveryFault, type Fault } from '../kit/faulty.ts';
import { textOf } from '../kit/files.ts';
import { runCli, type CliRun } from '../kit/run-cli.ts';
import type { FakeWorld } from '../kit/world.ts';
import { presetFiles, scene, type Scene } from './scene.ts';

const STATE = '/home/person/.local/state/kind-audit';
const cluster = `${STATE}/clusters/kind`;
const mine = `${presetFiles['/templates/policies/metadata.yaml']}# mine\n`;
const gce = presetFiles['/templates/policies/gce.yaml'];
const policy = '/project/audit-policy.yaml';

/** What the user and an earlier cluster of this name have left on this machine. */
const earlier = {
  [policy]: mine,
  [`${cluster}/policies/audit-policy.yaml`]: 'the policy before',
  [`${cluster}/logs/kind-control-plane/kube-apiserver-audit.log`]: 'an earlier event',
};

const text = ({ disk }: FakeWorld, path: string): string | undefined => textOf(disk.get(path));

/** Everything on the disk except locks. */
function content({ disk }: FakeWorld): Record<string, string> {
  const kept = [...disk].filter(([path]) => !path.startsWith(`${STATE}/locks/`));
  return Object.fromEntries(kept.map(([path, file]) => [path, textOf(file)]));
}

const undone = (ran: CliRun, type: 'undo-done' | 'undo-failed'): string[] =>
  ran.world.events.flatMap((event) => (event.type === type ? [event.id] : []));

/** What must hold however a run ends: no defect, a problem if it failed, no lock left. */
function expectSound(ran: CliRun, it: Fault): void {
  expect(ran.code, `${it.hit}\n${ran.stderr}`).not.toBe(70);
  if (ran.code !== 0) expect(ran.stderr, String(it.hit)).toContain('error: ');
  const locks = [...ran.world.disk.keys()].filter((path) => path.startsWith(`${STATE}/locks/`));
  // The lock that itself could not be removed is taken over by the next run.
  if (it.hit?.startsWith('remove ') !== true) expect(locks, String(it.hit)).toEqual([]);
}

/** Whatever was left, the next `down` and `up` work. */
async function expectRecoverable({ world }: Scene, it: Fault): Promise<void> {
  for (const line of ['down --yes', 'up --yes --policy gce --force']) {
    const ran = await runCli(line, { world });
    expect(ran.code, `after ${it.hit}: ${line}\n${ran.stderr}`).toBe(0);
  }
}

test.each(faultKinds)('up, the fault %s', async (kind) => {
  const faults = await forEveryFault(kind, async (it) => {
    const here = scene({ files: earlier });
    const before = content(here.world);
    const ran = await runCli('up --yes --policy gce --force', { world: faulty(here.world, it) });
    const said = String(it.hit) + ran.stderr;
    expectSound(ran, it);
    expect(Object.values(content(here.world)), said).toContain('an earlier event');
    expect([mine, gce], said).toContain(text(here.world, policy));
    const kept = ran.stderr.includes('the cluster is kept');
    if (ran.code === 0 || kept) {
      expect(here.engine.containers, said).toHaveLength(1);
      expect(text(here.world, policy), said).toBe(gce);
    } else {
      const left = undone(ran, 'undo-failed');
      if (!left.includes('create')) expect(here.engine.containers, said).toEqual([]);
      if (left.length === 0) expect(content(here.world), said).toEqual(before);
      else expect(ran.stderr).toContain('could not undo');
    }
    await expectRecoverable(here, it);
  });
  expect(faults).toBeGreaterThan(50);
});

test.each(faultKinds)('down, the fault %s', async (kind) => {
  const faults = await forEveryFault(kind, async (it) => {
    const here = scene({ files: { [policy]: mine } });
    await runCli('up --yes', { world: here.world });
    const ran = await runCli('down --yes', { world: faulty(here.world, it) });
    const said = String(it.hit) + ran.stderr;
    expectSound(ran, it);
    expect(text(here.world, policy), said).toBe(mine);
    if (ran.code === 0) {
      expect(here.engine.containers, said).toEqual([]);
      expect(
        Object.keys(content(here.world)).filter((path) => path.startsWith(cluster)),
        said,
      ).toEqual([]);
    }
    await expectRecoverable(here, it);
  });
  expect(faults).toBeGreaterThan(8);
});

test('up, Ctrl-C at the n-th event, for every n', async () => {
  let events = 1;
  for (; ; events += 1) {
    const here = scene({ files: earlier });
    const before = content(here.world);
    let seen = 0;
    const interruptAt = (): boolean => (seen += 1) === events;
    const ran = await runCli('up --yes --policy gce --force', { world: here.world, interruptAt });
    if (ran.code === 0) break;
    expect([ran.code, undone(ran, 'undo-failed')], ran.stderr).toEqual([130, []]);
    // After the last step there is nothing left to interrupt: the cluster is made and proven.
    const isProven = ran.world.events.some((event) => event.type === 'step-done' && event.id === 'proof');
    if (isProven) expect([here.engine.containers.length, text(here.world, policy)]).toEqual([1, gce]);
    else expect([here.engine.containers, content(here.world)], ran.stderr).toEqual([[], before]);
    expect([...here.world.disk.keys()].filter((path) => path.includes('/locks/'))).toEqual([]);
  }
  expect(events).toBeGreaterThan(15);
});
