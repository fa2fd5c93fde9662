// The kubeconfig with which an API server sends its events to a receiver; it names files, and holds no keys.

/** Files are named relative to the kubeconfig's own folder, as client-go reads them. */
export interface WebhookAccess {
  readonly url: string;
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** The text of the kubeconfig. */
export function webhookKubeconfig({ url, ca, cert, key }: WebhookAccess): string {
  const text = (value: string): string => JSON.stringify(value);
  return `# Where an API server sends its audit events: --audit-webhook-config-file. Written by kind-audit sink.
apiVersion: v1
kind: Config
clusters:
- name: sink
  cluster:
    server: ${text(url)}
    certificate-authority: ${text(ca)}
users:
- name: api-server
  user:
    client-certificate: ${text(cert)}
    client-key: ${text(key)}
contexts:
- name: sink
  context:
    cluster: sink
    user: api-server
current-context: sink
`;
}
