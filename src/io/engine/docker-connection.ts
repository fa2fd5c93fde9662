// How dockerode connects to an endpoint.
import { Agent as HttpAgent, type ClientRequest } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import { Problem } from '../../core/problem.ts';
import type { DockerEndpoint } from './docker-endpoint.ts';
import { readEngineAddress } from './engine-address.ts';
import { connectBySsh } from './ssh-connection.ts';

/** What is sent to an engine goes to it alone: an answer that redirects is an answer, and is not followed. */
function withoutRedirects<Kind extends HttpAgent>(agent: Kind): Kind {
  // The request is handed to the agent before anything listens for its answer but the code that would follow.
  const hooked = agent as unknown as { addRequest(request: ClientRequest, ...rest: unknown[]): void };
  const addRequest = hooked.addRequest.bind(agent);
  hooked.addRequest = (request, ...rest) => {
    request.prependListener('response', ({ headers }) => void delete headers.location);
    addRequest(request, ...rest);
  };
  return agent;
}

/** dockerode hands the agent to node's requests; its types leave it out. */
type ConnectionOptions = Docker.DockerOptions & { readonly agent: HttpAgent };

/** dockerode's options for an endpoint. Throws a Problem when it is no address. */
export function dockerOptions({ host, origin, tls }: DockerEndpoint): ConnectionOptions {
  const address = readEngineAddress(host, tls !== undefined);
  if (typeof address === 'string') throw noAddress(host, origin, address);
  if (address.by === 'socket') return { socketPath: address.path, agent: withoutRedirects(new HttpAgent()) };
  if (address.by === 'ssh') {
    const agent = new HttpAgent();
    Object.assign(agent, { createConnection: (): Duplex => connectBySsh(address) });
    // The name is only sent as a header.
    return { host: 'docker.example.com', protocol: 'http', agent: withoutRedirects(agent) };
  }
  const { host: name, port } = address;
  const agent = withoutRedirects(address.by === 'https' ? new HttpsAgent({ ...tls }) : new HttpAgent());
  return { host: name, port, protocol: address.by === 'https' ? 'https' : 'http', agent };
}

function noAddress(host: string, origin: string, why: string): Problem {
  const fromEnv = origin === 'DOCKER_HOST';
  const what = fromEnv ? `DOCKER_HOST=${JSON.stringify(host)}` : `${JSON.stringify(host)} (from ${origin})`;
  return new Problem('engine-missing', `${what} is no address of a container engine: ${why}`, {
    hint: fromEnv
      ? 'export DOCKER_HOST=unix:///var/run/docker.sock, or: unset DOCKER_HOST'
      : 'docker context ls, then: docker context use default',
  });
}
