// The Docker engine through its API.
import { imageReferenceProblem } from '../../core/image-reference.ts';
import { Problem } from '../../core/problem.ts';
import type { Engine, LocalImage, NodeContainer, NodeRole } from '../../core/ports.ts';
import { dockerApi, type DockerApi } from './docker-api.ts';
import { statusOf } from './docker-failure.ts';
import { dockerNode } from './docker-node.ts';
import type { DockerEndpoint } from './docker-endpoint.ts';
import { bindMounts } from './bind-mounts.ts';
import { fieldsOf, textOf, textsOf } from '../../core/fields.ts';
import { labelsOf, momentOf } from './answered.ts';
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
      const info = fieldsOf(await api.get('/info', { signal }));
      return {
        version: textOf(info['ServerVersion'], 'unknown'),
        cgroupVersion: info['CgroupVersion'] === '2' ? 2 : 1,
        rootless: textsOf(info['SecurityOptions']).some((option) => option.includes('rootless')),
        dataDir: textOf(info['DockerRootDir'], '/var/lib/docker'),
      };
    },
    image: async (reference, signal) => findImage(api, reference, signal),
    async imagesOf(repository, signal) {
      const images = await api.list('/images/json', { filters: { reference: [repository] } }, { signal });
      return images
        .map(fieldsOf)
        .flatMap(({ RepoTags, RepoDigests }) => {
          const tags = textsOf(RepoTags);
          return tags.length > 0 ? tags : textsOf(RepoDigests);
        })
        .toSorted();
    },
    registryHas: async (reference, timeoutMs, signal) => registryHas(api, reference, { timeoutMs, signal }),
    async nodes(cluster, signal) {
      const query = { all: true, filters: { label: [clusterFilter(cluster)] } };
      const containers = await api.list('/containers/json', query, { signal });
      return containers.map(toNodeContainer).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    },
    async named(names, signal) {
      const containers = await api.list('/containers/json', { all: true }, { signal });
      return containers.map(toNodeContainer).filter(({ name }) => names.includes(name));
    },
    node: ({ name, role }) => dockerNode(api, name, role),
    execArgv: (container, argv, terminal) => execArgv('docker', container, argv, terminal),
  };
}

async function findImage(api: DockerApi, reference: string, signal?: AbortSignal): Promise<LocalImage | null> {
  try {
    const { Id, Config } = fieldsOf(await api.get(`/images/${inPath(reference)}/json`, { signal }));
    return { id: textOf(Id), labels: labelsOf(fieldsOf(Config)['Labels']) };
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

function toNodeContainer(answer: unknown): NodeContainer {
  const { Id, Names, Labels, State, Image, Created, Mounts } = fieldsOf(answer);
  const labels = labelsOf(Labels);
  return {
    id: textOf(Id),
    name: (textsOf(Names)[0] ?? '').replace(/^\//, ''),
    cluster: labels[CLUSTER_LABEL] ?? '',
    role: labels[ROLE_LABEL] as NodeRole,
    running: State === 'running',
    state: textOf(State, 'unknown'),
    image: textOf(Image),
    // Seconds since 1970.
    created: momentOf(typeof Created === 'number' ? Created * 1000 : NaN),
    mounts: bindMounts(Mounts),
  };
}
