// Where things are inside a node: the kind guide's paths.
// Source: kind's auditing guide (site/content/docs/user/auditing.md) and kubeadm's defaults.

export const POLICY_DIR = '/etc/kubernetes/policies';
export const POLICY_NAME = 'audit-policy.yaml';
export const POLICY_FILE = `${POLICY_DIR}/${POLICY_NAME}`;
export const LOG_DIR = '/var/log/kubernetes';
export const LOG_NAME = 'kube-apiserver-audit.log';
export const LOG_FILE = `${LOG_DIR}/${LOG_NAME}`;
export const MANIFESTS_DIR = '/etc/kubernetes/manifests';
/** Files for the audit webhook, a folder for each that was ever set. */
export const WEBHOOK_DIR = '/etc/kubernetes/kind-audit-webhook';
export const API_SERVER = 'kube-apiserver';
export const API_SERVER_MANIFEST = `${MANIFESTS_DIR}/${API_SERVER}.yaml`;
export const ADMIN_KUBECONFIG = '/etc/kubernetes/admin.conf';
