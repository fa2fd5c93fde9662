// A kubeconfig: whether a text is one, and what it says about one context.
import { loadAll } from 'js-yaml';

interface Named<T> {
  readonly name?: unknown;
  readonly context?: T;
  readonly cluster?: T;
  readonly user?: T;
}

type Fields = Readonly<Record<string, unknown>>;

/** A kubeconfig's lists, as kind reads them. */
export interface Kubeconfig {
  readonly clusters: readonly Named<Fields>[];
  readonly contexts: readonly Named<Fields>[];
  readonly users: readonly Named<Fields>[];
}

/** How one context reaches its API server. PEM texts. */
export interface ApiAccess {
  readonly server: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** insecure-skip-tls-verify */
  readonly unverified: boolean;
}

/** Reads it as kind does, for which an empty file is one as well; null for anything else. */
export function parseKubeconfig(text: string): Kubeconfig | null {
  try {
    const value: unknown = loadAll(text)[0] ?? {};
    if (typeof value !== 'object' || Array.isArray(value)) return null;
    const { clusters, contexts, users } = value as Fields;
    const lists = [clusters, contexts, users].map((list) => list ?? []);
    if (!lists.every((list) => Array.isArray(list) && list.every((each) => typeof each === 'object' && each !== null)))
      return null;
    const [first = [], second = [], third = []] = lists as Named<Fields>[][];
    return { clusters: first, contexts: second, users: third };
  } catch {
    return null;
  }
}

/** What it says about a context; null where it has none of this name, or one that names no server. */
export function accessOf({ clusters, contexts, users }: Kubeconfig, context: string): ApiAccess | null {
  const named = contexts.find(({ name }) => name === context)?.context;
  const cluster = clusters.find(({ name }) => name === named?.['cluster'])?.cluster;
  const user = users.find(({ name }) => name === named?.['user'])?.user;
  const server = cluster?.['server'];
  if (typeof server !== 'string' || !URL.canParse(server)) return null;
  const ca = pem(cluster?.['certificate-authority-data']);
  const cert = pem(user?.['client-certificate-data']);
  const key = pem(user?.['client-key-data']);
  return {
    server,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    unverified: cluster?.['insecure-skip-tls-verify'] === true,
  };
}

/** The first cluster's certificate authority, as in the kubeconfig that kubeadm writes; null without one. */
export function authorityOf({ clusters }: Kubeconfig): string | null {
  return pem(clusters[0]?.cluster?.['certificate-authority-data']) ?? null;
}

function pem(data: unknown): string | undefined {
  return typeof data === 'string' ? Buffer.from(data, 'base64').toString() : undefined;
}
