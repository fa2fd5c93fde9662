// Requests to a cluster's API server as any user: by client certificate, by token, or anonymous.
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { until, type Scene } from './scene.ts';

/** Who asks: the user that the API server sees, and the credentials that prove it. */
export interface Identity {
  /** Null where the proof is refused. */
  readonly user: string | null;
  readonly groups: readonly string[];
  readonly cert?: string;
  readonly key?: string;
  readonly token?: string;
}

export const nobody: Identity = { user: 'system:anonymous', groups: ['system:unauthenticated'] };
export const intruder: Identity = { user: null, groups: [], token: 'no-such-token' };

/** A user with a certificate that the cluster's own authority has signed. */
export async function withCertificate({ inNode }: Scene, user: string, ...groups: string[]): Promise<Identity> {
  const subject = `/CN=${user}${groups.map((group) => `/O=${group}`).join('')}`;
  const pem = await inNode(`set -o errexit; cd "$(mktemp --directory)"
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key -out csr -subj '${subject}' 2> /dev/null
    openssl x509 -req -in csr -CA /etc/kubernetes/pki/ca.crt -CAkey /etc/kubernetes/pki/ca.key -days 1 2> /dev/null
    cat key`);
  return identityOf(pem);
}

/** A component of the cluster, by the kubeconfig that kubeadm gave it. */
export async function fromKubeconfig({ inNode }: Scene, path: string): Promise<Identity> {
  const config = await inNode(`cat ${path}`);
  const file = /client-certificate: (\S+)/.exec(config)?.[1];
  if (file !== undefined) return identityOf(await inNode(`cat ${file}`));
  const data = (field: string): string =>
    Buffer.from(new RegExp(`${field}: (\\S+)`).exec(config)?.[1] ?? '', 'base64').toString();
  return identityOf(`${data('client-certificate-data')}${data('client-key-data')}`);
}

/** A service account, once it exists, with a token that the API server issued. */
export async function withToken({ kubectl }: Scene, namespace: string, name: string): Promise<Identity> {
  await until(`the service account ${name}`, async () => {
    const found = await kubectl('get', 'serviceaccount', name, '--namespace', namespace, '--ignore-not-found');
    return found !== '';
  });
  const token = (await kubectl('create', 'token', name, '--namespace', namespace)).trim();
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'];
  return { user: `system:serviceaccount:${namespace}:${name}`, groups, token };
}

function identityOf(pem: string): Identity {
  const cert = /-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/.exec(pem)?.[0] ?? '';
  const key = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?-----END [A-Z ]*PRIVATE KEY-----/.exec(pem)?.[0] ?? '';
  const subject = new X509Certificate(cert).subject.split('\n').map((part) => part.split(/=(.*)/s));
  const values = (field: string): string[] => subject.flatMap(([name, value = '']) => (name === field ? [value] : []));
  return { user: values('CN')[0] ?? '', groups: [...values('O'), 'system:authenticated'], cert, key };
}

export interface Call {
  readonly method: string;
  /** Sent as it is. */
  readonly url: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a request; returns the status code when the response has ended. */
export function send({ kubeconfig }: Scene, { cert, key, token }: Identity, call: Call): Promise<number> {
  const config = readFileSync(kubeconfig, 'utf8');
  const { hostname, port } = new URL(/server: (\S+)/.exec(config)?.[1] ?? '');
  const ca = Buffer.from(/certificate-authority-data: (\S+)/.exec(config)?.[1] ?? '', 'base64');
  const body = call.body === undefined ? undefined : JSON.stringify(call.body);
  const headers = {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
    ...call.headers,
  };
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, ca, cert, key, method: call.method, path: call.url, headers, agent: false });
    sent.once('response', (response) => {
      response.resume();
      response.once('close', () => resolve(response.statusCode ?? 0));
    });
    sent.once('error', reject);
    sent.end(body);
  });
}
