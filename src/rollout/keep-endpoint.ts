// Keeping the endpoint of the service "kubernetes" while a server stops: an admission policy, and its removal.
import { commandFailed } from '../core/command-failed.ts';
import type { Node } from '../core/ports.ts';
import { ADMIN_KUBECONFIG } from '../kind/paths.ts';
import applyScript from './scripts/keep-endpoint.sh';
import { KEEP_ENDPOINT } from './names.ts';

/**
 * A stopping API server removes its address from the Endpoints and EndpointSlice "kubernetes", also when it is the only one,
 * and the next puts it back only some seconds after its start; every other node then rejects connections to the service.
 * Rejected is only what would leave them empty. Source: k8s.io/kubernetes pkg/controlplane/reconcilers.
 */
const policy = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicy',
  metadata: { name: KEEP_ENDPOINT },
  spec: {
    failurePolicy: 'Ignore',
    matchConstraints: {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'default' } },
      resourceRules: [
        { group: '', resource: 'endpoints' },
        { group: 'discovery.k8s.io', resource: 'endpointslices' },
      ].map(({ group, resource }) => ({
        apiGroups: [group],
        apiVersions: ['v1'],
        operations: ['UPDATE', 'DELETE'],
        resources: [resource],
        resourceNames: ['kubernetes'],
      })),
    },
    validations: [
      {
        expression: `request.operation == 'UPDATE' && (request.resource.resource == 'endpoints'
          ? has(object.subsets) && object.subsets.exists(s, has(s.addresses) && size(s.addresses) > 0)
          : has(object.endpoints) && object.endpoints != null && size(object.endpoints) > 0)`,
        message: 'the audit policy of the API servers is being changed; the endpoint stays until that is done',
      },
    ],
  },
};

const binding = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicyBinding',
  metadata: { name: KEEP_ENDPOINT },
  spec: { policyName: KEEP_ENDPOINT, validationActions: ['Deny'] },
};

/** Puts the admission policy into effect, through a node's own API server. */
export async function keepEndpoint(node: Node): Promise<void> {
  const objects = { apiVersion: 'v1', kind: 'List', items: [policy, binding] };
  const ran = await node.run(['bash', '-c', applyScript, 'keep', 'apply', KEEP_ENDPOINT, ADMIN_KUBECONFIG], {
    stdin: JSON.stringify(objects),
    timeoutMs: 30_000,
  });
  if (ran.exitCode !== 0) throw commandFailed(ran, 'cannot keep the endpoint of the service "kubernetes"');
}

/** Waits until the endpoint has an address that a server wrote after its start, then removes the admission policy. */
export async function releaseEndpoint(node: Node): Promise<void> {
  const ran = await node.run(['bash', '-c', applyScript, 'keep', 'remove', KEEP_ENDPOINT, ADMIN_KUBECONFIG], {
    timeoutMs: 90_000,
  });
  if (ran.exitCode !== 0) throw commandFailed(ran, `cannot remove the admission policy ${KEEP_ENDPOINT}`);
}
