// The change of the ConfigMap kubeadm-config, with a node that has one.
import { expect, test } from 'vitest';
import type { RunOptions } from '../../src/core/ports.ts';
import { changeKubeadmConfig } from '../../src/node/kubeadm-config-map.ts';
import { controlPlane, fakeEngine } from '../kit/engine.ts';

interface Call {
  readonly kept: string | undefined;
  readonly stdin: RunOptions['stdin'];
}

/** Changes a ConfigMap of this content; returns what the node was asked to do. */
async function change(
  answer: string,
  edit: (text: string) => string | null,
  fails = false,
): Promise<{ readonly calls: readonly Call[]; readonly changed: boolean }> {
  const calls: Call[] = [];
  const engine = fakeEngine({
    script(_name, argv, { stdin }) {
      calls.push({ kept: argv[5], stdin });
      return argv[5] === undefined ? answer : fails ? { exitCode: 1, stderr: 'Conflict' } : '';
    },
  });
  const changed = await changeKubeadmConfig(engine.node(controlPlane('kind')), '/kept', edit);
  return { calls, changed };
}

const map = JSON.stringify({ metadata: { resourceVersion: '7' }, data: { ClusterConfiguration: 'old' } });

test('the change is bound to what was read, and the old one is kept', async () => {
  const { calls, changed } = await change(map, (text) => `${text} and new`);
  expect(changed).toBe(true);
  expect(calls).toEqual([
    { kept: undefined, stdin: undefined },
    {
      kept: '/kept',
      stdin: '{"metadata":{"resourceVersion":"7"},"data":{"ClusterConfiguration":"old and new"}}',
    },
  ]);
});

test('where nothing is to change, nothing is written', async () => {
  expect(await change(map, (text) => text)).toMatchObject({ changed: false, calls: [{ kept: undefined }] });
});

test('what cannot be edited, and what was changed meanwhile, is a problem', async () => {
  await expect(change(map, () => null)).rejects.toThrow('holds no ClusterConfiguration');
  await expect(change('not JSON', (text) => (text === '' ? null : text))).rejects.toThrow('holds no Cluster');
  await expect(change(map, () => 'new', true)).rejects.toThrow('cannot write the ConfigMap kubeadm-config');
});
