// The Docker engine through its API, by dockerode.
import type Docker from 'dockerode';
import type { Engine, Node, NodeContainer, NodeRole, Ran, RunOptions } from '../../core/ports.ts';
import { messageOf, Problem } from '../../core/problem.ts';
import { demux } from './demux.ts';
import type { DockerEndpoint } from './docker-endpoint.ts';
import { lineSplitter } from './line-splitter.ts';
import { CLUSTER_LABEL, ROLE_LABEL } from './labels.ts';

/** How long a ping may take before the engine counts as not answering, in milliseconds. */
const PING_MS = 5000;

/** Connects and checks that the engine answers; throws a Problem that names the endpoint otherwise. */
export async function dockerEngine(endpoint: DockerEndpoint): Promise<Engine> {
  const { default: Dockerode } = await import('dockerode');
  const docker = new Dockerode(connection(endpoint));
  await ping(docker, endpoint);
  return {
    provider: 'docker',
    endpoint: endpoint.host,
    origin: endpoint.origin,
    async info() {
      const info = (await docker.info()) as DockerInfo;
      return {
        version: info.ServerVersion,
        cgroupVersion: info.CgroupVersion === '2' ? 2 : 1,
        rootless: info.SecurityOptions?.some((option) => option.includes('rootless')) ?? false,
        dataDir: info.DockerRootDir,
      };
    },
    async image(reference) {
      try {
        const image = await docker.getImage(reference).inspect();
        return { id: image.Id, labels: image.Config?.Labels ?? {} };
      } catch (error) {
        if (statusOf(error) === 404) return null;
        throw error;
      }
    },
    async imagesOf(repository) {
      const images = await docker.listImages({ filters: { reference: [repository] } });
      return images
        .flatMap(({ RepoTags, RepoDigests }) => (RepoTags?.length ? RepoTags : (RepoDigests ?? [])))
        .toSorted();
    },
    async registryHas(reference, timeoutMs) {
      try {
        await get(docker, `/distribution/${reference}/json`, timeoutMs);
        return 'yes';
      } catch (error) {
        const status = statusOf(error);
        return status === 404 || status === 401 || status === 403 ? 'no' : 'unreachable';
      }
    },
    async nodes(cluster) {
      const label = cluster === undefined ? CLUSTER_LABEL : `${CLUSTER_LABEL}=${cluster}`;
      const containers = await docker.listContainers({ all: true, filters: { label: [label] } });
      return containers.map(toNodeContainer).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    },
    node: ({ name, role }) => dockerNode(docker, name, role),
    execArgv: (container, argv, terminal) => [
      'docker',
      'exec',
      '--interactive',
      ...(terminal ? ['--tty'] : []),
      container,
      ...argv,
    ],
  };
}

interface DockerInfo {
  readonly ServerVersion: string;
  readonly CgroupVersion?: string;
  readonly SecurityOptions?: readonly string[];
  readonly DockerRootDir: string;
}

function connection({ host, tls }: DockerEndpoint): Docker.DockerOptions {
  if (host.startsWith('unix://')) return { socketPath: host.slice('unix://'.length) };
  if (host.startsWith('npipe://')) return { socketPath: host.slice('npipe://'.length) };
  const url = new URL(host.replace(/^tcp:/, tls === undefined ? 'http:' : 'https:'));
  return {
    host: url.hostname,
    protocol: url.protocol.slice(0, -1) as 'http' | 'https' | 'ssh',
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    ...(url.username === '' ? {} : { username: url.username }),
    ...tls,
  };
}

async function ping(docker: Docker, { host, origin }: DockerEndpoint): Promise<void> {
  try {
    await get(docker, '/_ping', PING_MS);
  } catch (error) {
    const reason = statusOf(error) === undefined ? codeOf(error) : `HTTP ${statusOf(error)}`;
    const denied = reason === 'EACCES';
    throw new Problem(
      denied ? 'not-permitted' : 'engine-unreachable',
      denied
        ? `this user may not use the container engine at ${host} (from ${origin})`
        : `no container engine answers at ${host} (from ${origin}): ${reason}`,
      {
        hint: denied ? 'sudo usermod --append --groups docker "$USER", then log in again' : 'kind-audit setup',
        cause: error,
      },
    );
  }
}

/** A GET request with a time limit, which dockerode's own methods do not take. */
async function get(docker: Docker, path: string, timeoutMs: number): Promise<void> {
  const request = { path, method: 'GET', statusCodes: { 200: true }, abortSignal: AbortSignal.timeout(timeoutMs) };
  await new Promise((resolve, reject) => {
    docker.modem.dial(request, (error: unknown, data: unknown) => (error ? reject(error) : resolve(data)));
  });
}

function toNodeContainer(container: Docker.ContainerInfo): NodeContainer {
  return {
    name: (container.Names[0] ?? '').replace(/^\//, ''),
    cluster: container.Labels[CLUSTER_LABEL] ?? '',
    role: container.Labels[ROLE_LABEL] as NodeRole,
    running: container.State === 'running',
    state: container.State,
    image: container.Image,
  };
}

function dockerNode(docker: Docker, name: string, role: NodeRole): Node {
  const container = docker.getContainer(name);
  const start = async (
    argv: readonly string[],
    withStdin: boolean,
  ): Promise<{ exec: Docker.Exec; stream: NodeJS.ReadWriteStream }> => {
    try {
      const exec = await container.exec({
        Cmd: [...argv],
        AttachStdin: withStdin,
        AttachStdout: true,
        AttachStderr: true,
      });
      return { exec, stream: await exec.start({ hijack: true, stdin: withStdin }) };
    } catch (error) {
      const status = statusOf(error);
      if (status === 404)
        throw new Problem('cluster-missing', `there is no container ${name}`, {
          hint: 'kind get clusters',
          cause: error,
        });
      if (status === 409)
        throw new Problem('node-stopped', `the node ${name} is not running`, {
          hint: `docker start ${name}`,
          cause: error,
        });
      throw error;
    }
  };
  return {
    name,
    role,
    async run(argv, options = {}) {
      options.signal?.throwIfAborted();
      const { exec, stream } = await start(argv, options.stdin !== undefined);
      return collect(argv, exec, stream, options);
    },
    async stream(argv, signal) {
      signal.throwIfAborted();
      const { stream } = await start(argv, true);
      const close = (): void => destroy(stream);
      signal.addEventListener('abort', close, { once: true });
      return {
        stdout: onlyStdout(stream),
        async [Symbol.asyncDispose]() {
          signal.removeEventListener('abort', close);
          close();
        },
      };
    },
  };
}

async function* onlyStdout(stream: NodeJS.ReadWriteStream): AsyncGenerator<Uint8Array> {
  try {
    for await (const frame of demux(stream as AsyncIterable<Uint8Array>))
      if (frame.from === 'stdout') yield frame.bytes;
  } catch (error) {
    if (codeOf(error) !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}

async function collect(
  argv: readonly string[],
  exec: Docker.Exec,
  stream: NodeJS.ReadWriteStream,
  options: RunOptions,
): Promise<Ran> {
  const { signal, timeoutMs, onLine } = options;
  const chunks = { stdout: [] as Uint8Array[], stderr: [] as Uint8Array[] };
  const lines = {
    stdout: lineSplitter((line) => onLine?.(line, 'stdout')),
    stderr: lineSplitter((line) => onLine?.(line, 'stderr')),
  };
  let timedOut = false;
  const close = (): void => destroy(stream);
  const timer = timeoutMs === undefined ? undefined : setTimeout(() => ((timedOut = true), close()), timeoutMs);
  signal?.addEventListener('abort', close, { once: true });
  try {
    if (options.stdin !== undefined) stream.end(options.stdin);
    for await (const { from, bytes } of demux(stream as AsyncIterable<Uint8Array>)) {
      chunks[from].push(bytes);
      if (onLine !== undefined) lines[from].push(bytes);
    }
    lines.stdout.end();
    lines.stderr.end();
  } catch (error) {
    signal?.throwIfAborted();
    if (!timedOut) throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', close);
  }
  signal?.throwIfAborted();
  const exitCode = timedOut ? null : (await exec.inspect()).ExitCode;
  const stdout = Buffer.concat(chunks.stdout).toString();
  const stderr = Buffer.concat(chunks.stderr).toString();
  // The OCI runtime answers 126 or 127 with this text when the program is not in the container.
  const missing =
    exitCode === 127 || (exitCode === 126 && /executable file not found|no such file/.test(stdout + stderr));
  return { argv, exitCode, stdout, stderr, missing, timedOut };
}

function destroy(stream: NodeJS.ReadWriteStream): void {
  (stream as unknown as { destroy(): void }).destroy();
}

function statusOf(error: unknown): number | undefined {
  return typeof error === 'object' && error !== null && 'statusCode' in error ? Number(error.statusCode) : undefined;
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : messageOf(error);
}
