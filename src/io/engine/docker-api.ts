// Calls of the Docker engine's API, each of which ends: with a whole answer, an error, its time limit or its signal.
import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import { formatBytes } from '../../core/byte-size.ts';
import type { Fields } from '../../core/fields.ts';
import { dockerOptions } from './docker-connection.ts';
import { refusal, tookTooLong } from './docker-failure.ts';
import { withinLimits, type Limits } from './limits.ts';
import type { DockerEndpoint } from './docker-endpoint.ts';

/** How long to wait for the engine's answer to a call, in milliseconds. */
const ANSWER_MS = 30_000;

/**
 * The engine's API. Every call throws a Problem when the engine cannot be reached, breaks off, refuses (`statusOf`
 * gives the HTTP status) or takes too long, and the signal's reason when it is aborted.
 */
export interface DockerApi {
  /** Asks whether the engine answers. */
  ping(limits?: Limits): Promise<void>;
  /** The JSON object that answers a GET. */
  get(path: string, limits?: Limits): Promise<Fields>;
  /** The JSON list that answers a GET. The query's objects are sent as JSON. */
  list(path: string, query: object, limits?: Limits): Promise<readonly unknown[]>;
  /** The JSON object that answers a POST. */
  post(path: string, body: object, limits?: Limits): Promise<Fields>;
  /** A POST whose connection becomes a stream: to both sides, or to this side only. */
  open(path: string, body: object, toBoth: boolean, limits?: Limits): Promise<Duplex>;
}

/** A call as docker-modem dials it. */
export interface Call {
  readonly path: string;
  readonly method: 'GET' | 'POST';
  readonly options?: object;
  /** Asks for the connection itself, to read and write. */
  readonly hijack?: boolean;
}

/** The API at an endpoint; nothing is sent yet. `answerMs` limits a call that has no time limit of its own. */
export async function dockerApi(endpoint: DockerEndpoint, answerMs = ANSWER_MS): Promise<DockerApi> {
  const { default: Dockerode } = await import('dockerode');
  const options = dockerOptions(endpoint);
  const docker = withoutDockerHost(() => new Dockerode(options));
  const ask = async <T>(call: Call, limits: Limits = {}, read: (answer: Duplex) => T | Promise<T>): Promise<T> => {
    const { timeoutMs = answerMs, signal } = limits;
    const { until, timedOut, lift } = withinLimits({ timeoutMs, signal });
    try {
      until.throwIfAborted();
      return await read(await dial(docker, call, until));
    } catch (error) {
      signal?.throwIfAborted();
      throw timedOut() ? tookTooLong(endpoint, call, timeoutMs) : refusal(endpoint, call, error);
    } finally {
      lift();
    }
  };
  return {
    ping: async (limits) => void (await ask({ path: '/_ping', method: 'GET' }, limits, text)),
    get: async (path, limits) => ask({ path, method: 'GET' }, limits, object),
    list: async (path, query, limits) => ask({ path: `${path}?`, method: 'GET', options: query }, limits, list),
    post: async (path, body, limits) => ask({ path, method: 'POST', options: body }, limits, object),
    open: async (path, body, toBoth, limits) =>
      ask({ path, method: 'POST', options: body, hijack: true }, limits, (stream) => {
        // Without an upgrade of the connection the answer can only be read.
        if (toBoth && !stream.writable) throw new Error('it opens no stream in both directions');
        return stream;
      }),
  };
}

/** dockerode reads DOCKER_HOST and DOCKER_CERT_PATH whatever it is given, and fails on what it cannot use there. */
function withoutDockerHost<T>(make: () => T): T {
  const { DOCKER_HOST: before } = process.env;
  delete process.env['DOCKER_HOST'];
  try {
    return make();
  } finally {
    if (before !== undefined) process.env['DOCKER_HOST'] = before;
  }
}

/**
 * Dials through dockerode's transport, for an answer as a stream. dockerode's own methods wait without end for the
 * rest of an answer whose connection was closed, and those about an image pass no signal on.
 */
async function dial(docker: Docker, call: Call, abortSignal: AbortSignal): Promise<Duplex> {
  const request = { ...call, abortSignal, isStream: true, statusCodes: { 200: true, 201: true } };
  return new Promise((resolve, reject) => {
    docker.modem.dial(request, (error, stream) => (error ? reject(error) : resolve(stream as Duplex)));
  });
}

async function object(answer: Duplex): Promise<Fields> {
  const value: unknown = JSON.parse(await text(answer));
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error('its answer is not an object');
  return value as Fields;
}

async function list(answer: Duplex): Promise<readonly unknown[]> {
  const value: unknown = JSON.parse(await text(answer));
  if (!Array.isArray(value)) throw new Error('its answer is not a list');
  return value;
}

/** Far more than an engine has to say about all of its containers: bytes. */
const MOST_BYTES = 64 * 1024 * 1024;

async function text(answer: Duplex): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of answer as AsyncIterable<Uint8Array>) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes > MOST_BYTES) throw new Error(`its answer is longer than ${formatBytes(MOST_BYTES)}`);
  }
  return Buffer.concat(pieces).toString();
}
