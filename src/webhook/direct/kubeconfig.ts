// The kubeconfig by which an API server finds its audit webhook, and the files that it names.
import { dump } from 'js-yaml';
import { WEBHOOK_DIR } from '../../kind/paths.ts';

/** A backend to which API servers send by themselves; the contents of its files, null for none. */
export interface DirectBackend {
  readonly url: string;
  readonly serverName: string | null;
  readonly ca: Uint8Array | null;
  readonly cert: Uint8Array | null;
  readonly key: Uint8Array | null;
}

/** The files, in a folder whose name comes from what they hold: those of another webhook are never overwritten. */
export interface WebhookFiles {
  readonly dir: string;
  /** The kubeconfig among them. */
  readonly config: string;
  readonly files: readonly { readonly path: string; readonly content: Uint8Array | string }[];
}

/** Makes them; `sha256` is that of the world. */
export function webhookFiles(backend: DirectBackend, sha256: (data: string | Uint8Array) => string): WebhookFiles {
  const { url, serverName, ca, cert, key } = backend;
  const parts = [Buffer.from(`${url}\n${serverName ?? ''}`), ca, cert, key].map((part) =>
    part === null ? '' : sha256(part),
  );
  const dir = `${WEBHOOK_DIR}/${sha256(parts.join(' ')).slice(0, 12)}`;
  const named = (content: Uint8Array | null, name: string): WebhookFiles['files'] =>
    content === null ? [] : [{ path: `${dir}/${name}`, content }];
  const config = `${dir}/webhook.yaml`;
  return {
    dir,
    config,
    files: [
      ...named(ca, 'ca.crt'),
      ...named(cert, 'client.crt'),
      ...named(key, 'client.key'),
      { path: config, content: webhookKubeconfig(backend, dir) },
    ],
  };
}

/**
 * Names files and holds none of them: the API server reads a certificate again where its file was replaced, and never one that
 * is written in here. Without `ca` the authorities of the node are trusted.
 */
function webhookKubeconfig({ url, serverName, ca, cert, key }: DirectBackend, dir: string): string {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'webhook',
        cluster: {
          server: url,
          ...(ca === null ? {} : { 'certificate-authority': `${dir}/ca.crt` }),
          ...(serverName === null ? {} : { 'tls-server-name': serverName }),
        },
      },
    ],
    users: [
      {
        name: 'api-server',
        user: {
          ...(cert === null ? {} : { 'client-certificate': `${dir}/client.crt` }),
          ...(key === null ? {} : { 'client-key': `${dir}/client.key` }),
        },
      },
    ],
    contexts: [{ name: 'webhook', context: { cluster: 'webhook', user: 'api-server' } }],
    'current-context': 'webhook',
  };
  return dump(config, { lineWidth: -1, forceQuotes: true, quoteStyle: 'double' });
}
