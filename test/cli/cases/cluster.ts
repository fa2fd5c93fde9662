// The commands on a cluster: up, doctor, status, shell, init, down.
import { expect } from 'vitest';
import { Problem } from '../../../src/core/problem.ts';
import { living } from '../../cluster/living.ts';
import { scene, type Scene } from '../../cluster/scene.ts';
import { runCli, type CliOptions } from '../../kit/run-cli.ts';
import type { CommandCases } from './case.ts';

const interrupted = new Problem('interrupted', 'interrupted');
const STATE = '/home/person/.local/state/kind-audit';
const allOptionsOfACluster =
  '--name kind --dir . --policy metadata --image kindest/node:v1.36.3 --control-planes 1 --workers 0 --log-max-age 30 --log-max-backup 10 --log-max-size 100';

/** A machine with a cluster that `up` has made; `change` happens to it after that. */
async function withCluster(
  more: Parameters<typeof scene>[0] = {},
  change: (it: Scene) => void = () => undefined,
): Promise<{ readonly world: Scene['world']; readonly engine: Scene['engine'] }> {
  const it = scene(more);
  const made = await runCli('up --yes', { world: it.world });
  expect(made.code, made.stderr).toBe(0);
  it.world.events.length = 0;
  change(it);
  return it;
}

/** A machine with a cluster, where Ctrl-C is pressed while a node is asked this. */
async function interruptedWhileAsking(what: string): Promise<CliOptions> {
  let armed = false;
  const it = await withCluster(
    {
      node(_name, argv) {
        if (armed && argv[3] === what) it.world.stop.abort(interrupted);
        return undefined;
      },
    },
    () => (armed = true),
  );
  return it;
}

/** A cluster that exists, where Ctrl-C is pressed while a node is asked this. */
function interruptedChange(what: string): CliOptions {
  const it = living(1, { watch: (_node, argv) => void (argv[3] === what && it.world.stop.abort(interrupted)) });
  return it;
}

const noLock = (disk: ReadonlyMap<string, unknown>): void =>
  expect([...disk.keys()].filter((path) => path.includes('/locks/'))).toEqual([]);

export const clusterCases: Readonly<Record<string, CommandCases>> = {
  up: {
    works: {
      line: 'up --yes',
      given: () => scene(),
      stdout: 'Proven: cluster "kind" audits.',
      stderr: '✓ Create the cluster: kind, 1 control plane',
      after: ({ files }) => expect(Object.keys(files).toSorted()).toEqual(['audit-policy.yaml', 'kind-config.yaml']),
    },
    refused: {
      line: 'up --policy none.yaml',
      given: () => scene(),
      stderr: '"none.yaml" is neither a file nor a preset',
    },
    interrupted: {
      line: 'up --yes',
      given() {
        const it = scene({
          kind() {
            it.world.stop.abort(interrupted);
            return { exitCode: 0 };
          },
        });
        return it;
      },
      stderr: 'undone: Create the cluster',
      after({ world, files }) {
        expect(world.ran.map((argv) => argv.slice(0, 2).join(' '))).toContain('kind delete');
        expect(files).toEqual({});
        noLock(world.disk);
      },
    },
    machine: { line: 'up --yes --json', given: () => scene(), schema: 'kind-audit.up/v1' },
    also: [
      {
        line: 'up',
        given: () => ({ ...scene(), answers: ['kind', 'gce', '1', '0', false, '50'] }),
        stdout: 'Proven',
        after({ asked, files }) {
          expect(asked.slice(0, 2)).toEqual(['Cluster name', 'Audit policy']);
          expect(asked).toHaveLength(8);
          expect(files['kind-config.yaml']).toContain('50');
        },
      },
      {
        line: 'up --yes',
        given: () => ({ ...scene(), answers: [] }),
        stdout: 'Proven',
        after: ({ asked }) => expect(asked).toEqual([]),
      },
      {
        line: 'up --dry-run',
        given: () => scene({ files: { '/project/kind-audit.yaml': 'nodes:\n  wokers: 2\n' } }),
        code: 2,
        stderr: 'error: /project/kind-audit.yaml:2:3: there is no key "wokers" here',
      },
      {
        line: 'up --yes --policy metadata',
        given: () => scene({ files: { '/etc/kind-audit.yaml': 'enforce: {policy: gce}\n' } }),
        code: 1,
        stderr: 'error: /etc/kind-audit.yaml:1 enforces the policy preset gce',
      },
      { line: `up --dry-run ${allOptionsOfACluster}`, given: () => scene(), stdout: '# plan' },
      {
        line: `up --force --retain --skip-policy-check --wait 1s --kubeconfig kube.conf ${allOptionsOfACluster}`,
        given: () => scene(),
        stdout: 'Proven',
        after: ({ world }) => expect(world.ran.flat()).toContain('/project/kube.conf'),
      },
      {
        line: 'up --log-max-size 7 --yes',
        given: () => living(),
        stdout: 'already existed, was changed (revision 2), and audits.',
      },
      {
        line: 'up --log-max-size 7',
        given: () => living(),
        code: 3,
        stderr: 'next: to change it: kind-audit up --name kind --dir /project --log-max-size 7 --yes\n',
      },
      {
        line: 'up --log-max-size 7 --yes',
        given: () => interruptedChange('wait'),
        code: 130,
        stderr: 'undone: Start a second API server on kind-control-plane',
        after: ({ world }) => noLock(world.disk),
      },
      {
        line: 'up --log-max-size 7 --yes --json',
        given: () => living(),
        stdout: '"change":{"what":"--audit-log-maxsize=7"',
      },
    ],
  },
  doctor: {
    works: { line: 'doctor --check manifest,engine', given: async () => withCluster(), stdout: '✓' },
    refused: {
      line: 'doctor --name no-such',
      given: async () => withCluster(),
      code: 3,
      stderr: 'there is no kind cluster "no-such"; there are: kind',
    },
    interrupted: { line: 'doctor --check proof', given: async () => interruptedWhileAsking('proof') },
    machine: {
      line: 'doctor --name kind --check manifest --json',
      given: async () => withCluster(),
      schema: 'kind-audit.doctor/v2',
    },
    also: [
      { line: 'doctor --list', stdout: 'node-running' },
      {
        line: 'doctor --check manifest,prof',
        code: 2,
        stderr: 'error: there is no check "prof"\nnext: did you mean --check proof?\n',
      },
      {
        line: 'doctor --check node-running --fix --yes',
        given: async () => withCluster({}, stopNode),
        code: 3,
        stderr: 'to do: start the node kind-control-plane',
      },
      {
        line: 'doctor --check node-running --fix',
        given: async () => ({ ...(await withCluster({}, stopNode)), answers: [false] }),
        code: 1,
        stderr: 'nothing more was changed\n',
        after: ({ asked, stderr }) => {
          expect(asked).toEqual(['Do it now?']);
          expect(stderr).not.toContain('error:');
        },
      },
    ],
  },
  status: {
    works: { line: 'status', given: async () => withCluster(), stdout: 'kind-control-plane running, API server ready' },
    refused: {
      line: 'status --name no-such',
      given: async () => withCluster(),
      code: 3,
      stderr: 'there is no kind cluster "no-such"',
    },
    interrupted: { line: 'status', given: async () => interruptedWhileAsking('ready') },
    machine: { line: 'status --name kind -o json', given: async () => withCluster(), schema: 'kind-audit.status/v1' },
    also: [
      {
        line: 'status',
        given: async () => withCluster({}, (it) => stopNode(it, 'paused')),
        stderr: 'kind-control-plane is paused: docker unpause kind-control-plane',
      },
      {
        line: 'status',
        given: async () =>
          withCluster({}, ({ world }) => world.disk.set('/project/kind-config.yaml', { data: 'mine', mode: 0o644 })),
        stderr: 'kind-config.yaml in /project was edited since the cluster was made',
      },
      {
        line: 'status',
        given: async () =>
          withCluster({}, ({ world }) =>
            world.disk.set(`${STATE}/clusters/kind/creating.json`, { data: '{}', mode: 0o600 }),
          ),
        stderr: 'its creation began at an unknown time and did not end: kind-audit up --name kind',
      },
      {
        line: 'status',
        given: async () => ({ ...(await withCluster()), env: { KIND_CLUSTER_NAME: 'A B' } }),
        code: 2,
        stderr: 'error: KIND_CLUSTER_NAME "A B": only lower-case',
      },
      {
        line: 'status',
        given: async () =>
          withCluster({}, ({ world }) =>
            world.disk.set('/project/kind-audit.yaml', { data: 'enforce: {auditing: true}', mode: 0o644 }),
          ),
        stdout: 'enforced  auditing (/project/kind-audit.yaml:1)',
      },
      {
        line: 'status',
        given: async () => ({ ...(await withCluster()), env: { KIND_AUDIT_CONFIG: 'none.yaml' } }),
        code: 2,
        stderr: 'error: there is no file /project/none.yaml, which KIND_AUDIT_CONFIG names',
      },
      {
        line: 'status',
        given: async () => ({ ...(await withCluster()), env: { KIND_CLUSTER_NAME: 'dev' } }),
        code: 3,
        stderr: 'there is no kind cluster "dev"',
      },
    ],
  },
  shell: {
    works: {
      line: 'shell -- ls /etc',
      given: async () => withShell(0),
      after: ({ world }) => expect(world.ran.at(-1)).toEqual(['docker', 'exec', 'kind-control-plane', 'ls', '/etc']),
    },
    refused: {
      line: 'shell --name kind --node no-such',
      given: async () => withShell(0),
      stderr: 'next: --node kind-control-plane',
    },
    // The terminal sends Ctrl-C to the shell itself; its exit code is passed on.
    interrupted: {
      line: 'shell',
      given: async () => withShell(130),
      after: ({ world }) => expect(world.ran.at(-1)).toEqual(['docker', 'exec', 'kind-control-plane', 'bash']),
    },
    machine: null,
    also: [
      {
        line: 'shell',
        given: async () => withCluster({}, (it) => stopNode(it, 'paused')),
        code: 3,
        stderr: 'kind-control-plane is paused\nnext: docker unpause kind-control-plane\n',
      },
    ],
  },
  init: {
    works: {
      line: 'init',
      given: () => scene(),
      stdout: '/project/audit-policy.yaml\n/project/kind-config.yaml\n',
      stderr: 'next: kind-audit up --name kind --dir /project',
      after({ world, files }) {
        expect(files['audit-policy.yaml']).toContain('kind: Policy');
        expect(world.ran.filter((argv) => argv[1] === 'create')).toEqual([]);
      },
    },
    refused: { line: 'init --policy none.yaml', given: () => scene(), stderr: 'is neither a file nor a preset' },
    interrupted: {
      line: 'init --policy metadata',
      given: () => ({ ...scene({ files: { '/project/kind-config.yaml': 'mine: true\n' } }), interruptAt: 'question' }),
      after({ world, files }) {
        expect(files).toEqual({ 'kind-config.yaml': 'mine: true\n' });
        noLock(world.disk);
      },
    },
    machine: { line: `init ${allOptionsOfACluster} -o json`, given: () => scene(), schema: 'kind-audit.init/v1' },
    also: [
      {
        line: 'init --policy gce --workers 2 --dir x',
        given: () => scene(),
        stderr: 'next: kind-audit up --name kind --dir /project/x --workers 2\n',
      },
      {
        line: 'init --policy gce --force',
        given: async () => withCluster(),
        stderr: 'the cluster "kind" exists and was not changed',
        after: ({ world }) =>
          expect([...world.disk.keys()].filter((path) => path.includes('/logs-until-'))).toEqual([]),
      },
      {
        line: 'init --force',
        given: () => scene({ files: { '/project/kind-config.yaml': 'mine: true\n' } }),
        after: ({ files }) => expect(files['kind-config.yaml']).toContain('kind: Cluster'),
      },
      {
        line: 'init',
        given: () => ({ ...scene({ files: { '/project/kind-config.yaml': 'mine: true\n' } }), answers: [false] }),
        code: 1,
        stderr: 'nothing was done',
        after: ({ files }) => expect(files).toEqual({ 'kind-config.yaml': 'mine: true\n' }),
      },
    ],
  },
  down: {
    works: {
      line: 'down --yes',
      given: async () => withCluster(),
      stderr: '✓ Delete the cluster',
      after({ world, files }) {
        expect([...world.disk.keys()].filter((path) => path.startsWith(STATE))).toEqual([]);
        expect(Object.keys(files)).toHaveLength(2);
      },
    },
    refused: {
      line: 'down',
      given: async () => withCluster(),
      stderr: 'next: kind-audit down --name kind --yes',
      after: stillThere,
    },
    interrupted: {
      line: 'down',
      given: async () => ({ ...(await withCluster()), interruptAt: 'question' }),
      after: stillThere,
    },
    machine: {
      line: 'down --name kind --kubeconfig kube.conf --yes --json',
      given: async () => withCluster(),
      schema: 'kind-audit.down/v1',
    },
    also: [
      {
        line: 'down',
        given: async () => ({ ...(await withCluster()), answers: [false] }),
        code: 1,
        stderr: 'nothing was deleted\n',
        after: stillThere,
      },
    ],
  },
};

function stillThere({ world }: { readonly world: Scene['world'] }): void {
  expect(world.ran.filter((argv) => argv[1] === 'delete')).toEqual([]);
  expect(world.disk.has(`${STATE}/clusters/kind/policies/audit-policy.yaml`)).toBe(true);
  noLock(world.disk);
}

function stopNode({ engine }: Scene, state = 'exited'): void {
  const [node] = engine.containers;
  if (node !== undefined) engine.containers[0] = { ...node, running: false, state };
}

/** A cluster whose engine runs programs in its nodes, which end with this code. */
async function withShell(exitCode: number): Promise<CliOptions> {
  const { world } = await withCluster();
  const interactive = async (argv: readonly string[]): Promise<number> => {
    world.ran.push(argv);
    return exitCode;
  };
  return { world: { ...world, exec: { ...world.exec, interactive } } };
}
