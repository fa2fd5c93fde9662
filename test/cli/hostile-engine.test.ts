// Whatever the engine, its containers, the programs in a node and kind answer: no defect, and nothing of it steers a terminal.
import { describe, expect, test } from 'vitest';
import type { Node, NodeContainer, Ran } from '../../src/core/ports.ts';
import { Problem } from '../../src/core/problem.ts';
import { hostileCharacters, unsafeOutput } from '../kit/hostile.ts';
import { runCli } from '../kit/run-cli.ts';
import { controlPlane, fakeEngine } from '../kit/engine.ts';
import { fakeWorld } from '../kit/world.ts';
import { shippedTemplates } from '../kit/shipped.ts';

const H = `a\n::add-mask::b\r\nnext: rm -rf ~ #${hostileCharacters.join('')}##[error]c`;
const inOneLine = H.replaceAll(/[\r\n]/g, ' ');
const policy = `apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- {level: Metadata, users: [${JSON.stringify(H)}]}\n`;

/** A container that says something else in every field. */
const hostile: NodeContainer = {
  ...controlPlane('kind'),
  id: H,
  image: H,
  state: H,
  mounts: [{ source: H, target: H }],
};
const clusters: Readonly<Record<string, readonly NodeContainer[]>> = {
  'no container': [],
  'a container with a hostile image and state': [hostile],
  'one that does not run': [{ ...hostile, running: false }],
  'one with a hostile name': [{ ...hostile, name: H }],
  'one of another cluster': [{ ...hostile, cluster: H, name: H }, controlPlane(H)],
  'one of a hostile role': [{ ...hostile, role: H as NodeContainer['role'] }, controlPlane('kind')],
};

const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
const long = 'x'.repeat(300_000);
/** What every program prints, in a node and on this host. */
const answers: Readonly<Record<string, string>> = {
  hostile: H,
  sections: ['manifest', 'kubeadm', 'metrics', 'server', 'policy', 'log', 'strays', 'health', 'node', 'args']
    .map((name) => `== ${name}\n--- ${name}\n### ${name}\n${name} ${H}`)
    .join('\n'),
  'a deep event': `{"auditID":"a","stage":"ResponseComplete","user":${deep},"verb":${deep},"level":${deep}}`,
  'deep YAML': `kind: ClusterConfiguration\napiServer: {extraArgs: ${deep.slice(0, 20_000)}`,
  'odd YAML':
    'kind: ClusterConfiguration\napiVersion: 5\napiServer: {extraArgs: {a: {toString: 1}}, extraVolumes: [null, 1, {name: []}]}\n',
  'aliases in a circle': '&a {kind: Pod, spec: *a, clusters: *a, metadata: *a}',
  'a long line': long,
  'many lines': 'x\n'.repeat(200_000),
  nothing: '',
};

const lines: readonly (readonly string[])[] = [
  ['up'],
  ['up', '--dry-run'],
  ['up', '--retain', '--verbose'],
  ['init'],
  ['status'],
  ['status', '-o', 'json'],
  ['doctor'],
  ['doctor', '--verbose'],
  ['doctor', '--fix', '-y'],
  ['doctor', '-o', 'json'],
  ['logs'],
  ['logs', '-o', 'wide'],
  ['logs', '-o', 'yaml'],
  ['logs', '--top', 'user'],
  ['logs', '--stats'],
  ['logs', '--follow'],
  ['policy', 'replay', '--policy', 'audit-policy.yaml', '--name', 'kind'],
  ['shell', '--', 'ls'],
  ['down', '-y'],
  ['setup', '--dry-run'],
  ['setup', '-y'],
  ['image', 'build', '--dry-run'],
  ['image', 'build'],
];

type Answer = (argv: readonly string[]) => Partial<Ran>;

async function demand(words: readonly string[], containers: readonly NodeContainer[], answer: Answer): Promise<void> {
  const engine = fakeEngine({
    nodes: containers,
    script: (_node, argv) => answer(argv),
    images: { [H]: { id: H, labels: { [H]: H } } },
  });
  const { node } = engine;
  engine.info = async () => ({ version: H, cgroupVersion: 2, rootless: false, dataDir: `/${H}` });
  engine.node = (of): Node => ({
    ...node(of),
    stream: async () => ({
      stdout: (async function* () {
        yield Buffer.from(answer([]).stdout ?? '');
      })(),
      [Symbol.asyncDispose]: async () => undefined,
    }),
  });
  const world = fakeWorld({
    files: { ...shippedTemplates, '/project/audit-policy.yaml': policy },
    programs: { kind: '/usr/bin/kind', docker: '/usr/bin/docker', go: '/usr/bin/go', kubectl: '/usr/bin/kubectl' },
    command: (argv) => answer(argv),
    parts: { engine: async () => engine },
  });
  // What is followed or waited for has no end of its own.
  let slept = 0;
  const { sleep } = world.clock;
  const clock = {
    ...world.clock,
    async sleep(ms: number, signal?: AbortSignal) {
      if ((slept += 1) > 500) world.stop.abort(new Problem('interrupted', 'interrupted'));
      await sleep(ms, signal);
    },
  };
  const { code, stdout, stderr } = await runCli(words, { world: { ...world, clock } });
  expect(code, `${stdout.slice(-2000)}${stderr.slice(-3000)}`).not.toBe(70);
  expect(stdout).not.toMatch(unsafeOutput);
  expect(stderr).not.toMatch(unsafeOutput);
  expect(`${stdout}${stderr}`).not.toMatch(/^next: rm -rf/m);
  expect(`${stdout}${stderr}`).not.toContain('this check itself broke');
  expect(Math.max(...`${stdout}\n${stderr}`.split('\n').map(({ length }) => length))).toBeLessThan(200_000);
}

describe.each(lines.map((words) => [words.join(' '), words] as const))('%s', (_line, words) => {
  test.each(Object.keys(clusters))('%s', async (name) => {
    for (const exitCode of [0, 1])
      await demand(words, clusters[name] ?? [], () => ({ stdout: H, stderr: inOneLine, exitCode }));
  });

  test.each(Object.keys(answers))('programs that print: %s', async (name) => {
    const text = answers[name] ?? '';
    for (const exitCode of [0, 1])
      await demand(words, [controlPlane('kind')], () => ({ stdout: text, stderr: text, exitCode }));
  });

  test('an engine that refuses with a hostile message', async () => {
    await demand(words, [controlPlane('kind')], () => {
      throw new Problem('engine-unreachable', H, { details: H, hint: H });
    });
  });
});
