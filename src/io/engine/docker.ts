// The Docker engine through its API.
import { imageReferenceProblem } from '../../core/image-reference.ts';
import { Problem } from '../../core/problem.ts';
import type { Engine, LocalImage, NodeContainer, NodeRole } from '../../core/ports.ts';
import { dockerApi, type DockerApi } from './docker-api.ts';
import { statusOf } from './docker-failure.ts';
import { dockerNode } from './docker-node.ts';
import type { DockerEndpoint } from './docker-endpoint.ts';
import { bindMounts, type EngineMount } from './bind-mounts.ts';
import { execArgv } from './exec-argv.ts';
import type { Limits } from './limits.ts';
import { CLUSTER_LABEL, clusterFilter, ROLE_LABEL } from './labels.ts';

/** How long to wait for a ping before the engine counts as not answering, in milliseconds. */
const PING_MS = 5000;

export interface DockerOptions {
  /** Ends the search for the engine. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for the first answer. */
  readonly pingMs?: number;
  /** Milliseconds for each later one. */
  readonly answerMs?: number;
}

/** Connects and checks that the engine answers; throws a Problem that names the endpoint otherwise. */
export async function dockerEngine(endpoint: DockerEndpoint, options: DockerOptions = {}): Promise<Engine> {
  const api = await dockerApi(endpoint, options.answerMs);
  await api.ping({ timeoutMs: options.pingMs ?? PING_MS, signal: options.signal });
  return {
    provider: 'docker',
    endpoint: endpoint.host,
    origin: endpoint.origin,
    async info(signal) {
      const info = await api.get<DockerInfo>('/info', { signal });
      return {
        version: info.ServerVersion,
        cgroupVersion: info.CgroupVersion === '2' ? 2 : 1,
        rootless: info.SecurityOptions?.some((option) => option.includes('rootless')) ?? false,
        dataDir: info.DockerRootDir,
      };
    },
    image: async (reference, signal) => findImage(api, reference, signal),
    async imagesOf(repository, signal) {
      const images = await api.list<DockerImage>('/images/json', { filters: { reference: [repository] } }, { signal });
      return images
        .flatMap(({ RepoTags, RepoDigests }) => (RepoTags?.length ? RepoTags : (RepoDigests ?? [])))
        .toSorted();
    },
    registryHas: async (reference, timeoutMs, signal) => registryHas(api, reference, { timeoutMs, signal }),
    async nodes(cluster, signal) {
      const query = { all: true, filters: { label: [clusterFilter(cluster)] } };
      const containers = await api.list<DockerContainer>('/containers/json', query, { signal });
      return containers.map(toNodeContainer).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    },
    async named(names, signal) {
      const containers = await api.list<DockerContainer>('/containers/json', { all: true }, { signal });
      return containers.map(toNodeContainer).filter(({ name }) => names.includes(name));
    },
    node: ({ name, role }) => dockerNode(api, name, role),
    execArgv: (container, argv, terminal) => execArgv('docker', container, argv, terminal),
  };
}

interface DockerInfo {
  readonly ServerVersion: string;
  readonly CgroupVersion?: string;
  readonly SecurityOptions?: readonly string[];
  readonly DockerRootDir: string;
}

interface DockerImage {
  readonly RepoTags?: readonly string[] | null;
  readonly RepoDigests?: readonly string[] | null;
}

interface DockerContainer {
  readonly Id: string;
  readonly Names: readonly string[];
  readonly Labels: Readonly<Record<string, string>>;
  readonly State: string;
  readonly Image: string;
  /** Seconds since 1970. */
  readonly Created: number;
  readonly Mounts?: readonly EngineMount[];
}

interface InspectedImage {
  readonly Id: string;
  readonly Config?: { readonly Labels?: Readonly<Record<string, string>> | null };
}

async function findImage(api: DockerApi, reference: string, signal?: AbortSignal): Promise<LocalImage | null> {
  try {
    const { Id: id, Config } = await api.get<InspectedImage>(`/images/${inPath(reference)}/json`, { signal });
    return { id, labels: Config?.Labels ?? {} };
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw error;
  }
}

async function registryHas(api: DockerApi, reference: string, limits: Limits): ReturnType<Engine['registryHas']> {
  const path = `/distribution/${inPath(reference)}/json`;
  try {
    await api.get(path, limits);
    return 'yes';
  } catch (error) {
    limits.signal?.throwIfAborted();
    return [401, 403, 404].includes(statusOf(error) ?? 0) ? 'no' : 'unreachable';
  }
}

/** A reference as part of a path of the API. Throws a Problem when it is none: with "..", "?" or "#" it would be another path. */
function inPath(reference: string): string {
  const fault = imageReferenceProblem(reference);
  if (fault === null) return reference;
  throw new Problem('usage', `the image ${JSON.stringify(reference)} cannot be asked for: ${fault}`, {
    hint: 'write it like kindest/node:v1.36.1',
  });
}

function toNodeContainer(container: DockerContainer): NodeContainer {
  return {
    id: container.Id,
    name: (container.Names[0] ?? '').replace(/^\//, ''),
    cluster: container.Labels[CLUSTER_LABEL] ?? '',
    role: container.Labels[ROLE_LABEL] as NodeRole,
    running: container.State === 'running',
    state: container.State,
    image: container.Image,
    created: container.Created * 1000,
    mounts: bindMounts(container.Mounts),
  };
}
