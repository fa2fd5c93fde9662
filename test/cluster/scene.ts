// A machine on which kind works, in memory.
import type { NodeContainer } from '../../src/core/ports.ts';
import { controlPlane, fakeEngine, type NodeScript } from '../kit/engine.ts';
import { textOf } from '../kit/files.ts';
import { shippedTemplates } from '../kit/shipped.ts';
import { fakeWorld, type FakeWorld } from '../kit/world.ts';

export const presetFiles: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(shippedTemplates)
    .filter(([path]) => path.startsWith('/templates/policies/'))
    .map(([path, bytes]) => [path, Buffer.from(bytes).toString()]),
);

export const metadata = presetFiles['/templates/policies/metadata.yaml'] ?? '';

const manifestText = (args: Readonly<Record<string, string>>): string => `
spec:
  containers:
  - command:
${Object.entries(args)
  .map(([name, value]) => `    - --${name}=${value}`)
  .join('\n')}
    volumeMounts:
    - {name: p, mountPath: /etc/kubernetes/policies}
    - {name: l, mountPath: /var/log/kubernetes}
  volumes:
  - {name: p, hostPath: {path: /etc/kubernetes/policies}}
  - {name: l, hostPath: {path: /var/log/kubernetes}}
`;

const STATE = '/home/person/.local/state';

/** A control plane that a run with this state folder has made. */
export function madeBy(stateHome: string, suffix = ''): NodeContainer {
  const source = `${stateHome}/kind-audit/clusters/kind/policies`;
  return { ...controlPlane('kind', suffix), mounts: [{ source, target: '/etc/kubernetes/policies' }] };
}

const args = {
  'audit-log-maxage': '30',
  'audit-log-maxbackup': '10',
  'audit-log-maxsize': '100',
  'audit-log-path': '/var/log/kubernetes/kube-apiserver-audit.log',
  'audit-policy-file': '/etc/kubernetes/policies/audit-policy.yaml',
};

/** A kubeconfig with one context. */
export function kubeconfig(context: string, ca = 'the authority'): string {
  const cluster = {
    server: 'https://127.0.0.1:40000',
    'certificate-authority-data': Buffer.from(ca).toString('base64'),
  };
  return JSON.stringify({
    clusters: [{ name: context, cluster }],
    contexts: [{ name: context, context: { cluster: context, user: context } }],
    users: [{ name: context, user: {} }],
  });
}

const adminConfig = kubeconfig('kubernetes-admin@kubernetes');

export const KUBECONFIG = '/home/person/.kube/config';

function kubeconfigOf(argv: readonly string[]): string {
  const at = argv.indexOf('--kubeconfig');
  return at < 0 ? KUBECONFIG : (argv[at + 1] ?? '');
}

export interface Scene {
  readonly world: FakeWorld;
  readonly engine: ReturnType<typeof fakeEngine>;
}

/** A machine on which kind works and makes one healthy control plane. */
export function scene(
  more: {
    files?: Record<string, string | Uint8Array>;
    node?: NodeScript;
    kind?: () => { exitCode: number; stderr?: string };
  } = {},
): Scene {
  const node: NodeScript = (name, argv, options) => {
    const own = more.node?.(name, argv, options);
    if (own !== undefined) return own;
    if (argv[0] === 'cat' && argv[1] === '/etc/kubernetes/admin.conf') return adminConfig;
    if (argv[0] === 'cat') return manifestText(args);
    if (argv[0] === 'test') return '';
    if (argv[0] === 'kubectl' && argv.includes('nodes'))
      return engine.containers.map(({ name: each }) => `${each}\tTrue\tready\n`).join('');
    if (argv[3] === 'stat') {
      const deployed = '/home/person/.local/state/kind-audit/clusters/kind/policies/audit-policy.yaml';
      const hash = world.sha256(textOf(world.disk.get(deployed)) ?? '');
      return `regular file|10|1|1\n${hash}\nregular file|2048|1|1\n${'0'.repeat(64)}\nregular file|9|1|1\n\n`;
    }
    if (argv[3] === 'ready') return 'ok';
    if (argv[3] === 'proof')
      return JSON.stringify({ auditID: 'id', verb: 'get', requestURI: `/x/${argv[4]}`, level: 'Metadata' });
    return undefined;
  };
  const engine = fakeEngine({ registry: 'yes', script: node });
  const world = fakeWorld({
    programs: { kind: '/usr/bin/kind' },
    files: { ...presetFiles, '/proc/self/status': 'CapBnd:\t000001ffffffffff\n', ...more.files },
    command: (argv) => {
      if (argv[1] === 'version') return { stdout: 'kind v0.33.0 go1.26 linux/amd64' };
      if (argv[1] === 'create') {
        engine.containers.push(madeBy(STATE));
        const ran = more.kind?.() ?? { exitCode: 0 };
        if (ran.exitCode === 0) writeKubeconfig(argv);
        return ran;
      }
      if (argv[1] === 'export') {
        writeKubeconfig(argv);
        return {};
      }
      if (argv[1] === 'delete') {
        engine.containers.length = 0;
        world.disk.delete(kubeconfigOf(argv));
        return {};
      }
      if (argv[1] === 'rm') {
        const kept = engine.containers.filter(({ id }) => !argv.includes(id));
        engine.containers.splice(0, engine.containers.length, ...kept);
        return {};
      }
      return undefined;
    },
    parts: {
      env: { PATH: '/usr/local/bin:/usr/bin', HOME: '/home/person' },
      engine: async () => engine,
      http: {
        get: async () => 'unreachable',
        status: async () => (engine.containers.length > 0 ? 200 : 'ECONNREFUSED'),
      },
    },
  });
  const writeKubeconfig = (argv: readonly string[]): void =>
    void world.disk.set(kubeconfigOf(argv), { data: kubeconfig('kind-kind'), mode: 0o600 });
  return { world, engine };
}

/** The machine with a cluster whose only node is paused. */
export function paused(): Scene {
  const it = scene();
  it.engine.containers.push({ ...controlPlane('kind'), running: false, state: 'paused' });
  return it;
}
