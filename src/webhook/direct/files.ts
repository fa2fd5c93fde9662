// The files that an API server needs for its audit webhook: the kubeconfig, and those that it names.
import { WEBHOOK_DIR } from '../../kind/paths.ts';
import { webhookKubeconfig } from '../kubeconfig.ts';

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
  const named = (content: Uint8Array | null, name: string): string | null =>
    content === null ? null : `${dir}/${name}`;
  const paths = { ca: named(ca, 'ca.crt'), cert: named(cert, 'client.crt'), key: named(key, 'client.key') };
  const file = (path: string | null, content: Uint8Array | null): WebhookFiles['files'] =>
    path === null || content === null ? [] : [{ path, content }];
  const config = `${dir}/webhook.yaml`;
  return {
    dir,
    config,
    files: [
      ...file(paths.ca, ca),
      ...file(paths.cert, cert),
      ...file(paths.key, key),
      { path: config, content: webhookKubeconfig({ url, serverName, ...paths }) },
    ],
  };
}
