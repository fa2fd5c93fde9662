// Three control planes and a worker: every control plane's log is proven.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { setScene } from './kit/scene.ts';

const scene = setScene('ha');
afterAll(() => scene[Symbol.asyncDispose]());

test('every control plane audits and is proven by a request of its own', async () => {
  const ran = await scene.cli('up', '--control-planes', '3', '--workers', '1', '--wait', '180s', '--json');
  expect(ran, ran.stdout).toMatchObject({ code: 0 });
  const events = ran.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { schema: string; type: string; evidence?: string });
  expect(new Set(events.map(({ schema }) => schema))).toEqual(new Set(['kind-audit.events/v1']));
  const proofs = events.at(-1)?.evidence?.split('; ') ?? [];
  expect(proofs).toHaveLength(3);
  for (const [index, suffix] of ['', '2', '3'].entries()) {
    const node = `${scene.name}-control-plane${suffix}`;
    const mark = /kind-audit-proof-[0-9a-f]+/.exec(proofs[index] ?? '')?.[0] ?? 'no mark';
    expect(proofs[index]).toContain(`${node}: `);
    expect(await scene.inNode(`grep --count ${mark} /var/log/kubernetes/kube-apiserver-audit.log`, node)).toMatch(
      /^[1-9]/,
    );
  }
});

test('the logs lie in a folder for each control plane on this host', () => {
  expect(readdirSync(join(scene.state, 'logs')).toSorted()).toEqual(
    ['', '2', '3'].map((suffix) => `${scene.name}-control-plane${suffix}`),
  );
});

test('doctor looks at every control plane, and names the one that differs', async () => {
  expect((await scene.cli('doctor')).code).toBe(0);
  const second = `${scene.name}-control-plane2`;
  await scene.inNode('mv /etc/kubernetes/manifests/kube-apiserver.yaml /root/kept.yaml', second);
  const ran = await scene.cli('doctor', '--json');
  expect(ran.code).toBe(1);
  const report = JSON.parse(ran.stdout) as { checks: { id: string; status: string; evidence: string }[] };
  expect(report.checks.find(({ id }) => id === 'manifest')).toMatchObject({
    status: 'fail',
    evidence: expect.stringContaining(`${second}: `),
  });
});

test('down removes all of it, the load balancer included', async () => {
  expect(await scene.containers()).toHaveLength(5);
  expect((await scene.cli('down', '--yes')).code).toBe(0);
  expect(await scene.containers()).toEqual([]);
});
