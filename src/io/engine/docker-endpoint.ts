// Where the Docker engine is, found in the order in which the docker program looks.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Files } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import { noCertificates, readTls, type EngineTls } from './docker-tls.ts';
import { brokenSetting, isObject, parseSetting, readSetting } from './read-setting.ts';

export interface DockerEndpoint {
  /** unix://…, tcp://…, ssh://…; as it was found, and perhaps no address at all. */
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
 * DOCKER_HOST, then DOCKER_CONTEXT, then the current context of docker's config.json, then the default socket. Throws a
 * Problem when a context is named that does not exist, and when a file of these cannot be used.
 */
export async function findDockerEndpoint(sources: EndpointSources): Promise<DockerEndpoint> {
  const { env, home, files } = sources;
  const host = env['DOCKER_HOST'];
  if (host !== undefined && host !== '')
    return withTlsOfEnv({ host: withScheme(host), origin: 'DOCKER_HOST' }, sources);

  const configDir = env['DOCKER_CONFIG'] || join(home, '.docker');
  const named = env['DOCKER_CONTEXT'];
  const context = named || (await currentContext(files, configDir));
  if (context !== null && context !== 'default') {
    return readContext(files, configDir, context, named ? 'DOCKER_CONTEXT' : 'docker context');
  }
  return { host: 'unix:///var/run/docker.sock', origin: 'the default socket' };
}

/** docker reads "HOST:PORT" as an address too. */
function withScheme(host: string): string {
  return /^[\w.-]+:\d+$/.test(host) ? `tcp://${host}` : host;
}

async function currentContext(files: Pick<Files, 'read'>, configDir: string): Promise<string | null> {
  const path = join(configDir, 'config.json');
  const askedBy = "docker's settings";
  const text = await readSetting(files, path, askedBy);
  if (text === null) return null;
  const { currentContext: context } = parseSetting(text, path, askedBy);
  if (context === undefined || context === null || context === '') return null;
  if (typeof context === 'string') return context;
  throw brokenSetting(path, askedBy, 'its currentContext is not a text');
}

async function readContext(
  files: Pick<Files, 'read'>,
  configDir: string,
  name: string,
  foundBy: string,
): Promise<DockerEndpoint> {
  // Docker keeps each context in a folder named by the SHA-256 of its name.
  const folder = createHash('sha256').update(name).digest('hex');
  const path = join(configDir, 'contexts', 'meta', folder, 'meta.json');
  const origin = foundBy === 'DOCKER_CONTEXT' ? `DOCKER_CONTEXT=${name}` : `docker context ${name}`;
  const text = await readSetting(files, path, origin);
  if (text === null) {
    throw new Problem('engine-missing', `the docker context "${name}" (from ${foundBy}) does not exist`, {
      hint: 'docker context ls',
    });
  }
  const { Endpoints: endpoints } = parseSetting(text, path, origin);
  const docker = isObject(endpoints) ? endpoints['docker'] : undefined;
  const host = isObject(docker) ? docker['Host'] : undefined;
  if (typeof host !== 'string' || host === '') throw brokenSetting(path, origin, 'it names no docker endpoint');
  const tls = await readTls(files, join(configDir, 'contexts', 'tls', folder, 'docker'), origin);
  return { host, origin, ...(tls === null ? {} : { tls }) };
}

/** Adds the certificates that the environment asks for; never leaves them out in silence where they would be used. */
async function withTlsOfEnv(endpoint: DockerEndpoint, { env, home, files }: EndpointSources): Promise<DockerEndpoint> {
  const askedBy = ['DOCKER_TLS_VERIFY', 'DOCKER_TLS'].find((name) => (env[name] ?? '') !== '');
  if (askedBy === undefined || !/^(?:tcp|https?):/.test(endpoint.host)) return endpoint;
  const folder = env['DOCKER_CERT_PATH'] || join(home, '.docker');
  const tls = await readTls(files, folder, askedBy);
  if (tls === null || (tls.ca === undefined && askedBy === 'DOCKER_TLS_VERIFY')) throw noCertificates(folder, askedBy);
  return { ...endpoint, tls };
}
