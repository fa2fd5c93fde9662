// Three control planes and a worker: each one's log is proven, all are shown as one, and changed one after the other.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Document } from '../../src/report/documents/table.ts';
import { controllers, leftOver, levelOf, withoutFailure } from './kit/change.ts';
import { askNumbered, expectEachOnce, NUMBERED } from './kit/numbered-requests.ts';
import { setScene, until } from './kit/scene.ts';

const scene = setScene('ha');
const nodes = ['', '2', '3'].map((suffix) => `${scene.name}-control-plane${suffix}`);
afterAll(() => scene[Symbol.asyncDispose]());

test('every control plane audits and is proven by a request of its own', async () => {
  const ran = await scene.cli('up', '--control-planes', '3', '--workers', '1', '--wait', '180s', '--json');
  expect(ran, ran.stdout).toMatchObject({ code: 0 });
  const events = ran.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Document);
  const answer = events.pop();
  expect(new Set(events.map(({ schema }) => schema))).toEqual(new Set(['kind-audit.event/v1']));
  const proofs = answer?.schema === 'kind-audit.up/v1' ? answer.evidence : [];
  expect(proofs).toHaveLength(3);
  for (const [index, suffix] of ['', '2', '3'].entries()) {
    const node = `${scene.name}-control-plane${suffix}`;
    const mark = /kind-audit-proof-[0-9a-f]+/.exec(proofs[index]?.text ?? '')?.[0] ?? 'no mark';
    expect(proofs[index]?.node).toBe(node);
    expect(await scene.inNode(`grep --count ${mark} /var/log/kubernetes/kube-apiserver-audit.log`, node)).toMatch(
      /^[1-9]/,
    );
  }
});

test('the logs are in a folder for each control plane on this host', () => {
  expect(readdirSync(join(scene.state, 'logs')).toSorted()).toEqual(
    ['', '2', '3'].map((suffix) => `${scene.name}-control-plane${suffix}`),
  );
});

interface Seen {
  readonly stage: string;
  readonly stageTimestamp: string;
  readonly auditID: string;
  readonly objectRef: { readonly name: string };
}

const seen = (text: string): Seen[] =>
  text
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as Seen);
const numbers = (events: readonly Seen[]): number[] => events.map(({ objectRef }) => Number(objectRef.name.slice(2)));

test('logs shows the requests to all control planes, each once, in the order of their times', async () => {
  const following = scene.startCli('logs', '--follow', '-o', 'json', '--tail', '0', '--object', NUMBERED);
  const answered = new Set<number>();
  // What is asked before every control plane is followed may be missing.
  await until('every control plane is followed', async () => {
    for (const [index, suffix] of ['', '2', '3'].entries())
      await askNumbered(scene, [index + 1, index + 1], 10, new Set(), `${scene.name}-control-plane${suffix}`);
    const shown = new Set(numbers(seen(following.output())));
    return [1, 2, 3].every((number) => shown.has(number));
  });
  await Promise.all(
    ['', '2', '3'].map(async (suffix, index) => {
      const first = 100 * (index + 1);
      await askNumbered(scene, [first, first + 99], 20, answered, `${scene.name}-control-plane${suffix}`);
    }),
  );
  expect(answered.size).toBeGreaterThan(250);
  await until('all of them are shown', () => {
    const shown = new Set(numbers(seen(following.output())));
    return [...answered].every((number) => shown.has(number));
  });
  following.child.kill('SIGTERM');
  const followed = seen((await following.ended).stdout);
  const counted = (events: readonly Seen[]): number[] => numbers(events).filter((number) => number >= 100);
  expectEachOnce(counted(followed), answered);

  const ran = await scene.cli('logs', '-o', 'json', '--object', NUMBERED);
  expect(ran, ran.stderr).toMatchObject({ code: 0, stderr: '' });
  const once = seen(ran.stdout);
  expectEachOnce(counted(once), answered);
  const times = once.map(({ stageTimestamp }) => stageTimestamp);
  expect(times).toEqual(times.toSorted());
  // The control planes were asked at the same time: one after the other would not be in order.
  const planes = once.map(({ objectRef }) => objectRef.name.slice(2, 3));
  expect(planes.filter((plane, index) => plane !== planes[index - 1]).length).toBeGreaterThan(30);

  const whole = seen((await scene.cli('logs', '-o', 'json')).stdout);
  const ids = whole.map(({ auditID, stageTimestamp }) => `${auditID} ${stageTimestamp}`);
  expect(new Set(ids).size).toBe(ids.length);
  // Requests that have not ended yet come after all others, also in order.
  const isOpen = ({ stage }: Seen): boolean => stage === 'RequestReceived';
  const firstOpen = whole.findIndex(isOpen);
  const [over, open] = firstOpen < 0 ? [whole, []] : [whole.slice(0, firstOpen), whole.slice(firstOpen)];
  expect(open.filter((event) => !isOpen(event))).toEqual([]);
  for (const part of [over, open]) {
    const all = part.map(({ stageTimestamp }) => stageTimestamp);
    expect(all).toEqual(all.toSorted());
  }
});

const levels = async (): Promise<string[]> => {
  const found: string[] = [];
  for (const node of nodes) found.push(await levelOf(scene, node));
  return found;
};

for (const level of ['Request', 'None'])
  writeFileSync(
    join(scene.dir, `${level}.yaml`),
    `apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived]\nrules:\n- level: ${level}\n`,
  );

test('a policy is in effect on all, one after the other, without a failed request', async () => {
  const before = await controllers(scene);
  const probed = await withoutFailure(
    scene,
    async () => {
      const ran = await scene.cli('policy', 'apply', 'Request.yaml', '--yes');
      expect(ran, ran.stderr).toMatchObject({ code: 0 });
    },
    `${scene.name}-worker`,
  );
  expect(probed.fresh).toBeGreaterThan(1500);
  expect(await controllers(scene)).toBe(before);
  expect(await levels()).toEqual(['Request', 'Request', 'Request']);
  expect(await leftOver(scene, nodes)).toEqual([]);
}, 400_000);

test('where the third cannot, all have the old policy again, and the third is named', async () => {
  const third = `${scene.name}-control-plane3`;
  // The running server has read this file at its start.
  const file = '/etc/kubernetes/pki/front-proxy-client.crt';
  await scene.inNode(`mv ${file} ${file}.aside`, third);
  await withoutFailure(scene, async () => {
    const ran = await scene.cli('policy', 'apply', 'None.yaml', '--yes');
    expect(ran, ran.stderr).toMatchObject({ code: 3, stderr: expect.stringContaining(`on ${third} did not`) });
    expect(ran.stderr).toContain(file);
  });
  await scene.inNode(`mv ${file}.aside ${file}`, third);
  expect(await levels()).toEqual(['Request', 'Request', 'Request']);
  expect(await leftOver(scene, nodes)).toEqual([]);
}, 600_000);

test('doctor looks at every control plane, and names the one that differs', async () => {
  expect((await scene.cli('doctor')).code).toBe(0);
  const second = `${scene.name}-control-plane2`;
  await scene.inNode('mv /etc/kubernetes/manifests/kube-apiserver.yaml /root/kept.yaml', second);
  const ran = await scene.cli('doctor', '--json');
  expect(ran.code).toBe(1);
  const report = JSON.parse(ran.stdout) as { checks: { id: string; status: string; evidence: object[] }[] };
  expect(report.checks.find(({ id }) => id === 'manifest')).toMatchObject({
    status: 'fail',
    evidence: [{ node: second }],
  });
});

test('down removes all of it, the load balancer included', async () => {
  expect(await scene.containers()).toHaveLength(5);
  expect((await scene.cli('down', '--yes')).code).toBe(0);
  expect(await scene.containers()).toEqual([]);
});
