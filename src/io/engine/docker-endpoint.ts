// Where the Docker engine is, found in the order in which the docker program looks.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Files } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';

/** TLS material for an engine that is reached over TCP, PEM texts. */
export interface EngineTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

export interface DockerEndpoint {
  /** unix://…, tcp://…, ssh://… */
  readonly host: string;
  readonly origin: string;
  readonly tls?: EngineTls;
}

export interface EndpointSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly files: Pick<Files, 'read'>;
}

/**
 * DOCKER_HOST, then DOCKER_CONTEXT, then the current context of docker's config.json, then the
 * default socket. Throws a Problem when a context is named that does not exist.
 */
export async function findDockerEndpoint(sources: EndpointSources): Promise<DockerEndpoint> {
  const { env, home } = sources;
  const host = env['DOCKER_HOST'];
  if (host !== undefined && host !== '') return { host, origin: 'DOCKER_HOST', ...(await tlsFromEnv(sources)) };

  const configDir = env['DOCKER_CONFIG'] || join(home, '.docker');
  const named = env['DOCKER_CONTEXT'];
  const context = named || (await currentContext(sources.files, configDir));
  if (context !== null && context !== 'default') {
    return readContext(sources.files, configDir, context, named ? 'DOCKER_CONTEXT' : 'docker context');
  }
  return { host: 'unix:///var/run/docker.sock', origin: 'the default socket' };
}

async function currentContext(files: Pick<Files, 'read'>, configDir: string): Promise<string | null> {
  const text = await files.read(join(configDir, 'config.json'));
  if (text === null) return null;
  try {
    const config = JSON.parse(text) as { currentContext?: unknown };
    return typeof config.currentContext === 'string' && config.currentContext !== '' ? config.currentContext : null;
  } catch {
    return null;
  }
}

async function readContext(
  files: Pick<Files, 'read'>,
  configDir: string,
  name: string,
  origin: string,
): Promise<DockerEndpoint> {
  // Docker keeps each context in a folder named by the SHA-256 of its name.
  const folder = createHash('sha256').update(name).digest('hex');
  const text = await files.read(join(configDir, 'contexts', 'meta', folder, 'meta.json'));
  if (text === null) {
    throw new Problem('engine-missing', `the docker context "${name}" (from ${origin}) does not exist`, {
      hint: 'docker context ls',
    });
  }
  const meta = JSON.parse(text) as { Endpoints?: { docker?: { Host?: string } } };
  const host = meta.Endpoints?.docker?.Host;
  if (host === undefined) {
    throw new Problem('engine-missing', `the docker context "${name}" names no docker endpoint`, {
      hint: `docker context inspect ${name}`,
    });
  }
  const tls = await readTls(files, join(configDir, 'contexts', 'tls', folder, 'docker'));
  return { host, origin: origin === 'DOCKER_CONTEXT' ? `DOCKER_CONTEXT=${name}` : `docker context ${name}`, ...tls };
}

async function tlsFromEnv({ env, home, files }: EndpointSources): Promise<{ tls?: EngineTls }> {
  if ((env['DOCKER_TLS_VERIFY'] ?? '') === '') return {};
  return readTls(files, env['DOCKER_CERT_PATH'] || join(home, '.docker'));
}

async function readTls(files: Pick<Files, 'read'>, folder: string): Promise<{ tls?: EngineTls }> {
  const [ca, cert, key] = await Promise.all(
    ['ca.pem', 'cert.pem', 'key.pem'].map((name) => files.read(join(folder, name))),
  );
  if (!ca && !cert && !key) return {};
  return { tls: { ...(ca ? { ca } : {}), ...(cert ? { cert } : {}), ...(key ? { key } : {}) } };
}
