// A machine with a living cluster: `up` looks at it and proves it, and a change of it can be made.
import type { Node, NodeContainer } from '../../src/core/ports.ts';
import { parseApiServerManifest } from '../../src/kind/api-server-manifest.ts';
import { API_SERVER_MANIFEST } from '../../src/kind/paths.ts';
import { planes, type Planes } from '../rollout/fake-plane.ts';
import { kubeconfig, KUBECONFIG } from './scene.ts';

/** Called before every command in a node. */
type Watch = (node: string, argv: readonly string[]) => void;

export interface Living extends Planes {
  /** The manifest of a control plane, with this line in place of that. */
  readonly edit: (at: number, line: RegExp, by: string) => void;
  /** When the policy file of a control plane was changed: seconds since its server started; 0 is before that. */
  readonly changedAfter: Map<string, number>;
}

/** When every API server started, and when a node is looked at: seconds since 1970. */
const STARTED = 1_700_000_000;
const NOW = STARTED + 3600;

const rotation = `    - --audit-log-maxage=30
    - --audit-log-maxbackup=10
    - --audit-log-maxsize=100
`;

/** The cluster "kind" with so many control planes; by kind alone where `foreign`, and without auditing where `silent`. */
export function living(
  count = 1,
  {
    foreign = false,
    silent = false,
    watch = () => undefined,
  }: { foreign?: boolean; silent?: boolean; watch?: Watch } = {},
): Living {
  const it = planes(count, { foreign });
  const edit: Living['edit'] = (at, line, by) => {
    const plane = it.planes[at];
    const manifest = plane?.files.get(API_SERVER_MANIFEST);
    if (plane === undefined || manifest === undefined) throw new Error(`no control plane ${at}`);
    plane.files.set(API_SERVER_MANIFEST, manifest.replace(line, by));
  };
  for (const at of it.planes.keys()) {
    if (silent) edit(at, /( +- --audit-.*\n)+/, '');
    else edit(at, /(?= +- --audit-log-path)/, rotation);
    const plane = it.planes[at];
    if (plane?.first !== null && plane !== undefined)
      plane.first = {
        manifest: plane.files.get(API_SERVER_MANIFEST) ?? '',
        policy: silent ? null : plane.first.policy,
      };
  }
  const { engine, world } = it;
  const changedAfter = new Map<string, number>();
  const source = '/home/person/.local/state/kind-audit/clusters/kind/policies';
  const containers: NodeContainer[] = engine.containers.map((each) =>
    foreign ? each : { ...each, mounts: [{ source, target: '/etc/kubernetes/policies' }] },
  );
  engine.containers.splice(0, count, ...containers);
  const node = (container: Pick<NodeContainer, 'name' | 'role'>): Node => {
    const real = engine.node(container);
    const stat = async (path: string): Promise<string> => {
      const { exitCode, stdout } = await real.run(['base64', '--wrap', '0', '--', path]);
      if (exitCode !== 0) return path.endsWith('.log') ? `regular file|2048|1|1\n${'0'.repeat(64)}\n` : '|0|0|1\n\n';
      const bytes = Buffer.from(stdout, 'base64');
      const changed = STARTED + (changedAfter.get(container.name) ?? -10);
      return `regular file|${bytes.length}|${changed}|1\n${world.sha256(bytes)}\n`;
    };
    const plane = it.planes.find(({ name }) => name === container.name);
    /** As inspect.sh, as far as it is about the policy. */
    const inspect = async (inContainer: string): Promise<string> => {
      const manifest = plane?.first?.manifest;
      const args = manifest === undefined ? undefined : parseApiServerManifest(manifest)?.args;
      const words = [...(args ?? [])].map(([name, value]) => `--${name}=${value}`);
      const running = [
        ['server', `7\n${NOW - STARTED}`],
        ['arguments', words.join('\n')],
        ['seen', await stat(inContainer)],
      ];
      return [['now', String(NOW)], ...(args === undefined ? [] : running)]
        .map(([name, text]) => `\n== ${name}\n${text}`)
        .join('\n');
    };
    return {
      ...real,
      async run(argv, options) {
        watch(container.name, argv);
        const answer = (stdout: string) => ({ ...ran, argv, stdout });
        if (argv[0] === 'cat' && argv[1] === '/etc/kubernetes/admin.conf')
          return answer(kubeconfig('kubernetes-admin@kubernetes'));
        if (argv[0] === 'test' && argv[2] === '/etc/kubernetes/admin.conf') return answer('');
        if (argv[0] === 'kubectl' && argv.includes('nodes'))
          return answer(engine.containers.map(({ name }) => `${name}\tTrue\tready\n`).join(''));
        if (argv[3] === 'stat') return answer((await Promise.all(argv.slice(4).map(stat))).join(''));
        if (argv[3] === 'inspect') return answer(await inspect(argv[6] ?? ''));
        return real.run(argv, options);
      },
    };
  };
  Object.assign(world, {
    engine: async () => ({ ...engine, node, registryHas: async () => 'yes' as const }),
    http: { get: async () => 'unreachable', status: async () => 200 },
    env: { PATH: '/usr/local/bin:/usr/bin', HOME: '/home/person' },
    exec: {
      ...world.exec,
      which: async (program: string) => (program === 'kind' ? '/usr/bin/kind' : null),
      run: async (argv: readonly string[]) => ({ ...ran, argv, stdout: 'kind v0.33.0 go1.26 linux/amd64' }),
    },
  });
  world.disk.set(KUBECONFIG, { data: kubeconfig('kind-kind'), mode: 0o600 });
  world.disk.set('/proc/self/status', { data: 'CapBnd:\t000001ffffffffff\n', mode: 0o444 });
  return { ...it, edit, changedAfter };
}

const ran = { exitCode: 0, stderr: '', missing: false, timedOut: false };
