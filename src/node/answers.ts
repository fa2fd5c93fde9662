// What a node's API server reports about itself: kubeadm's ConfigMap and the audit metrics.
import type { Node } from '../core/ports.ts';
import { parseKubeadmConfig, type KubeadmConfig } from '../kind/kubeadm-config.ts';
import { ADMIN_KUBECONFIG } from '../kind/paths.ts';
import askScript from './scripts/ask.sh';
import { parseSections } from './sections.ts';

export interface Answers {
  /** The ClusterConfiguration by which kubeadm would write the manifest again; null when it cannot be read. */
  readonly kubeadm: KubeadmConfig | null;
  /** Events lost, by plugin. The series appears with the first error. */
  readonly errors: ReadonlyMap<string, number>;
  /** Requests rejected because their event could not be written. */
  readonly rejected: number;
  /** Events handed to a backend; null when the metrics cannot be read. */
  readonly events: number | null;
}

/** Asks the node's own API server, not the load balancer. */
export async function askApiServer(node: Node, signal: AbortSignal): Promise<Answers> {
  const ran = await node.run(['bash', '-c', askScript, 'ask', ADMIN_KUBECONFIG], { timeoutMs: 12_000, signal });
  return parseAnswers(ran.stdout);
}

/** Parses the script's output. */
export function parseAnswers(text: string): Answers {
  const sections = parseSections(text);
  const metrics = (sections.get('metrics') ?? []).map((line) => {
    const [, name = '', labels = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)/.exec(line) ?? [];
    return { name, labels, value: Number(value) };
  });
  const sum = (wanted: string): number =>
    metrics.filter(({ name }) => name === wanted).reduce((total, { value }) => total + value, 0);
  return {
    kubeadm: parseKubeadmConfig((sections.get('kubeadm') ?? []).join('\n')),
    errors: new Map(
      metrics
        .filter(({ name }) => name === 'apiserver_audit_error_total')
        .map(({ labels, value }) => [/plugin="([^"]*)"/.exec(labels)?.[1] ?? labels, value]),
    ),
    rejected: sum('apiserver_audit_requests_rejected_total'),
    events: metrics.some(({ name }) => name === 'apiserver_audit_event_total')
      ? sum('apiserver_audit_event_total')
      : null,
  };
}
