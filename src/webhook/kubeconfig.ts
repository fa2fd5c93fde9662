// The kubeconfig by which an API server finds its audit webhook; it names files, and holds no keys.
import { dump } from 'js-yaml';

/** Where events go, and the files of the certificates: absolute, or relative to the kubeconfig's folder; null for none. */
export interface WebhookAccess {
  readonly url: string;
  readonly serverName: string | null;
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
}

/**
 * Names files and holds none of them: the API server reads a certificate again where its file was replaced, and never one that
 * is written in here. Without `ca` the authorities of the node are trusted.
 */
export function webhookKubeconfig({ url, serverName, ca, cert, key }: WebhookAccess): string {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'webhook',
        cluster: {
          server: url,
          ...(ca === null ? {} : { 'certificate-authority': ca }),
          ...(serverName === null ? {} : { 'tls-server-name': serverName }),
        },
      },
    ],
    users: [
      {
        name: 'api-server',
        user: {
          ...(cert === null ? {} : { 'client-certificate': cert }),
          ...(key === null ? {} : { 'client-key': key }),
        },
      },
    ],
    contexts: [{ name: 'webhook', context: { cluster: 'webhook', user: 'api-server' } }],
    'current-context': 'webhook',
  };
  return dump(config, { lineWidth: -1, forceQuotes: true, quoteStyle: 'double' });
}
