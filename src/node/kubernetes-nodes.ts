// The nodes that a cluster's API server knows, and whether they are Ready.
import type { Node } from '../core/ports.ts';
import { ADMIN_KUBECONFIG } from '../kind/paths.ts';

/** A node as Kubernetes sees it. */
export interface KubernetesNode {
  readonly name: string;
  readonly ready: boolean;
  /** Why it is not, in the kubelet's words; may be empty. */
  readonly reason: string;
}

const FORMAT =
  '{range .items[*]}{.metadata.name}{"\\t"}{.status.conditions[?(@.type=="Ready")].status}{"\\t"}{.status.conditions[?(@.type=="Ready")].message}{"\\n"}{end}';

/** Asks the control plane; null where it does not answer. */
export async function kubernetesNodes(node: Node, signal?: AbortSignal): Promise<readonly KubernetesNode[] | null> {
  const argv = ['kubectl', '--kubeconfig', ADMIN_KUBECONFIG, '--request-timeout', '5s', 'get', 'nodes'];
  const ran = await node.run([...argv, '--output', `jsonpath=${FORMAT}`], {
    timeoutMs: 10_000,
    ...(signal === undefined ? {} : { signal }),
  });
  if (ran.exitCode !== 0) return null;
  return ran.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'))
    .map(([name = '', status = '', reason = '']) => ({ name, ready: status === 'True', reason }));
}

/** Whether kubeadm has finished on a control plane: it writes the administrator's kubeconfig early, and needs it. */
export async function hasAdminKubeconfig(node: Node, signal?: AbortSignal): Promise<boolean> {
  const ran = await node.run(['test', '-s', ADMIN_KUBECONFIG], {
    timeoutMs: 10_000,
    ...(signal === undefined ? {} : { signal }),
  });
  return ran.exitCode === 0;
}
