// A container engine through its docker-compatible command line: podman, nerdctl, finch.
import type { Engine, EngineInfo, Exec, Node, NodeContainer, NodeRole, Provider } from '../../core/ports.ts';
import { commandFailed } from '../../core/command-failed.ts';
import { Problem } from '../../core/problem.ts';
import { CLUSTER_LABEL, ROLE_LABEL } from './labels.ts';

/** Finds the program's engine and checks that it answers; throws a Problem otherwise. */
export async function commandLineEngine(provider: Provider, host: Exec, origin: string): Promise<Engine> {
  // kind's provider names are the program names, "nerdctl.lima" included.
  const program: string = provider;
  const ask = async (what: string, ...args: string[]): Promise<string> => {
    const ran = await host.run([program, ...args]);
    if (ran.exitCode !== 0) throw commandFailed(ran, what, `${program} info`, 'engine-unreachable');
    return ran.stdout;
  };
  await ask(`the container engine behind ${program} does not answer`, 'version');
  return {
    provider,
    endpoint: program,
    origin,
    info: async () => parseInfo(await ask('cannot read the engine information', 'info', '--format', '{{json .}}')),
    async image(reference) {
      const ran = await host.run([program, 'image', 'inspect', reference]);
      if (ran.exitCode !== 0) return null;
      const [image] = JSON.parse(ran.stdout) as { Id: string; Config?: { Labels?: Record<string, string> | null } }[];
      return image === undefined ? null : { id: image.Id, labels: image.Config?.Labels ?? {} };
    },
    async imagesOf(repository) {
      const text = await ask(
        'cannot list images',
        'images',
        '--digests',
        '--format',
        '{{.Repository}} {{.Tag}} {{.Digest}}',
        repository,
      );
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => line.split(' '))
        .map(([name = '', tag = '', digest = '']) => (tag === '<none>' ? `${name}@${digest}` : `${name}:${tag}`))
        .toSorted();
    },
    async registryHas(reference, timeoutMs) {
      const ran = await host.run([program, 'manifest', 'inspect', reference], { timeoutMs });
      if (ran.exitCode === 0) return 'yes';
      return /manifest unknown|denied|unauthorized/i.test(ran.stderr) ? 'no' : 'unreachable';
    },
    async nodes(cluster) {
      const label = cluster === undefined ? CLUSTER_LABEL : `${CLUSTER_LABEL}=${cluster}`;
      const names = (
        await ask('cannot list containers', 'ps', '--all', '--filter', `label=${label}`, '--format', '{{.Names}}')
      )
        .split('\n')
        .filter((name) => name !== '');
      if (names.length === 0) return [];
      return parseContainers(await ask('cannot inspect containers', 'inspect', ...names));
    },
    node: ({ name, role }) => commandLineNode(program, host, name, role),
    execArgv: (container, argv, terminal) => [
      program,
      'exec',
      '--interactive',
      ...(terminal ? ['--tty'] : []),
      container,
      ...argv,
    ],
  };
}

function commandLineNode(program: string, host: Exec, name: string, role: NodeRole): Node {
  const prefix = (stdin: boolean): string[] => [program, 'exec', ...(stdin ? ['--interactive'] : []), name];
  return {
    name,
    role,
    async run(argv, options = {}) {
      const ran = await host.run([...prefix(options.stdin !== undefined), ...argv], options);
      if (/is not running|container state improper/i.test(ran.stderr)) {
        throw new Problem('node-stopped', `the node ${name} is not running`, { hint: `${program} start ${name}` });
      }
      return { ...ran, argv };
    },
    async stream(argv, signal) {
      const { spawn } = await import('node:child_process');
      const [first = '', ...rest] = [...prefix(true), ...argv];
      signal.throwIfAborted();
      const child = spawn(first, rest, { stdio: ['pipe', 'pipe', 'ignore'] });
      const close = (): void => void child.stdin.end();
      signal.addEventListener('abort', close, { once: true });
      return {
        stdout: child.stdout,
        async [Symbol.asyncDispose]() {
          signal.removeEventListener('abort', close);
          close();
          child.stdout.destroy();
        },
      };
    },
  };
}

/** The two dialects of `info --format '{{json .}}'`: docker's (nerdctl, finch) and podman's. */
function parseInfo(text: string): EngineInfo {
  const info = JSON.parse(text) as {
    ServerVersion?: string;
    CgroupVersion?: string;
    SecurityOptions?: string[];
    DockerRootDir?: string;
    host?: { cgroupVersion?: string; security?: { rootless?: boolean } };
    store?: { graphRoot?: string };
    version?: { Version?: string };
  };
  return {
    version: info.ServerVersion ?? info.version?.Version ?? 'unknown',
    cgroupVersion: /2/.test(info.CgroupVersion ?? info.host?.cgroupVersion ?? '2') ? 2 : 1,
    rootless:
      info.host?.security?.rootless ?? info.SecurityOptions?.some((option) => option.includes('rootless')) ?? false,
    dataDir: info.DockerRootDir ?? info.store?.graphRoot ?? '/var/lib/containers',
  };
}

interface InspectedContainer {
  readonly Name: string;
  readonly State: { readonly Status: string };
  readonly Image: string;
  readonly Config: { readonly Labels?: Readonly<Record<string, string>>; readonly Image?: string };
}

function parseContainers(text: string): NodeContainer[] {
  return (JSON.parse(text) as InspectedContainer[])
    .map((container) => ({
      name: container.Name.replace(/^\//, ''),
      cluster: container.Config.Labels?.[CLUSTER_LABEL] ?? '',
      role: container.Config.Labels?.[ROLE_LABEL] as NodeRole,
      running: container.State.Status === 'running',
      state: container.State.Status,
      image: container.Config.Image ?? container.Image,
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
