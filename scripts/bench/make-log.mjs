// Writes an audit log like a busy kind cluster's: node scripts/bench/make-log.mjs FILE MEBIBYTES [SEED]
import { closeSync, openSync, writeSync } from 'node:fs';

const [file, mebibytes, seed = '1'] = process.argv.slice(2);
if (file === undefined || !(Number(mebibytes) > 0)) {
  console.error('usage: make-log.mjs FILE MEBIBYTES [SEED]');
  process.exit(2);
}

let state = Number(seed) >>> 0;
/** A number from 0 up to 1, the same ones for the same seed (mulberry32). */
function random() {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}
const pick = (list) => list[Math.floor(random() * list.length)];
/** Hexadecimal digits, eight at a time. */
const hex = (digits) => {
  let text = '';
  while (text.length < digits)
    text += Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return text.slice(0, digits);
};
const uuid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;

const namespaces = ['default', 'kube-system', 'kube-public', 'shop', 'shop-staging', 'monitoring', 'ci'];
const agents = {
  'system:apiserver': 'kube-apiserver/v1.36.3 (linux/amd64) kubernetes/e1b5b6c',
  'system:kube-controller-manager': 'kube-controller-manager/v1.36.3 (linux/amd64) kubernetes/e1b5b6c/leader-election',
  'system:kube-scheduler': 'kube-scheduler/v1.36.3 (linux/amd64) kubernetes/e1b5b6c/scheduler',
  'system:node:kind-control-plane': 'kubelet/v1.36.3 (linux/amd64) kubernetes/e1b5b6c',
  'kubernetes-admin': 'kubectl/v1.36.3 (linux/amd64) kubernetes/e1b5b6c',
  'system:serviceaccount:kube-system:generic-garbage-collector':
    'kube-controller-manager/v1.36.3 (linux/amd64) kubernetes/e1b5b6c/system:serviceaccount:kube-system:generic-garbage-collector',
  'system:serviceaccount:kube-system:coredns': 'coredns/v1.14.2 (linux/amd64) kubernetes/$Format',
  'system:serviceaccount:monitoring:prometheus': 'Prometheus/3.8.0',
  'system:serviceaccount:ci:deployer': 'Helm/3.19.2',
};
const users = Object.keys(agents);

/** What clusters do all day: how often, what, and how it ends. */
const traffic = [
  { share: 30, verb: 'update', kind: 'leases', apiGroup: 'coordination.k8s.io', level: 'Metadata', codes: [200] },
  { share: 8, verb: 'get', kind: 'leases', apiGroup: 'coordination.k8s.io', level: 'Metadata', codes: [200] },
  { share: 14, verb: 'watch', kind: 'pods', apiGroup: '', level: 'Metadata', codes: [200] },
  { share: 10, verb: 'list', kind: 'configmaps', apiGroup: '', level: 'Metadata', codes: [200, 200, 200, 403] },
  { share: 9, verb: 'get', kind: 'pods', apiGroup: '', level: 'Metadata', codes: [200, 200, 404] },
  { share: 6, verb: 'patch', kind: 'pods/status', apiGroup: '', level: 'RequestResponse', codes: [200, 200, 409] },
  { share: 4, verb: 'create', kind: 'events', apiGroup: '', level: 'Metadata', codes: [201] },
  { share: 4, verb: 'update', kind: 'deployments/status', apiGroup: 'apps', level: 'RequestResponse', codes: [200] },
  { share: 3, verb: 'create', kind: 'pods', apiGroup: '', level: 'RequestResponse', codes: [201] },
  {
    share: 2,
    verb: 'create',
    kind: 'tokenreviews',
    apiGroup: 'authentication.k8s.io',
    level: 'Metadata',
    codes: [201],
  },
  { share: 1, verb: 'create', kind: 'serviceaccounts/token', apiGroup: '', level: 'Metadata', codes: [201] },
  { share: 1, verb: 'update', kind: 'secrets', apiGroup: '', level: 'Metadata', codes: [200] },
  { share: 0.4, verb: 'delete', kind: 'pods', apiGroup: '', level: 'Request', codes: [200] },
  { share: 0.1, verb: 'delete', kind: 'secrets', apiGroup: '', level: 'Metadata', codes: [200, 403] },
  { share: 6, verb: 'get', kind: '', apiGroup: '', level: 'Metadata', codes: [200] },
];
const total = traffic.reduce((sum, { share }) => sum + share, 0);

function kindOfRequest() {
  let left = random() * total;
  return traffic.find(({ share }) => (left -= share) < 0) ?? traffic[0];
}

function pod(name, namespace, resourceVersion) {
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: {
      name,
      generateName: `${name.slice(0, -5)}`,
      namespace,
      uid: uuid(),
      resourceVersion,
      creationTimestamp: '2026-11-21T08:00:00Z',
      labels: { app: name.slice(0, -6), 'pod-template-hash': hex(10) },
      annotations: { 'kubectl.kubernetes.io/restartedAt': '2026-11-21T07:59:00Z' },
      managedFields: [
        {
          manager: 'kube-controller-manager',
          operation: 'Update',
          apiVersion: 'v1',
          time: '2026-11-21T08:00:00Z',
          fieldsType: 'FieldsV1',
          fieldsV1: {
            'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
            'f:spec': { 'f:containers': { 'k:{"name":"app"}': { '.': {}, 'f:image': {}, 'f:name': {} } } },
          },
        },
      ],
    },
    spec: {
      containers: [
        {
          name: 'app',
          image: `registry.local/shop/${name}:1.${hex(2)}`,
          args: ['--listen=:8080', '--verbose'],
          resources: { limits: { cpu: '1', memory: '512Mi' } },
          terminationMessagePath: '/dev/termination-log',
          imagePullPolicy: 'IfNotPresent',
        },
      ],
      restartPolicy: 'Always',
      nodeName: 'kind-control-plane',
      tolerations: [
        { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
      ],
    },
    status: {
      phase: 'Running',
      podIP: '10.244.0.7',
      conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-11-21T08:00:10Z' }],
    },
  };
}

/** One event as the API server writes it: its key order, and Go's escapes of &, < and >. */
function event(at) {
  const { verb, kind, apiGroup, level, codes } = kindOfRequest();
  const [resource, subresource] = kind.split('/');
  const user = pick(users);
  const namespace = pick(namespaces);
  const name = `${pick(['web', 'api', 'cart', 'queue-worker', 'search'])}-${hex(5)}`;
  const code = pick(codes);
  const base = `${apiGroup === '' ? '/api/v1' : `/apis/${apiGroup}/v1`}/namespaces/${namespace}/${resource}`;
  const requestURI =
    kind === ''
      ? pick(['/readyz', '/livez?exclude=etcd', '/metrics', '/openapi/v3'])
      : verb === 'watch'
        ? `${base}?allowWatchBookmarks=true&resourceVersion=${Math.floor(random() * 1e6)}&timeoutSeconds=${300 + Math.floor(random() * 300)}&watch=true`
        : verb === 'list'
          ? `${base}?limit=500&resourceVersion=0`
          : `${base}/${name}${subresource === undefined ? '' : `/${subresource}`}`;
  const took = verb === 'watch' ? 300_000_000 + random() * 3e8 : 1000 + random() ** 6 * 2e6;
  const withBody = level !== 'Metadata';
  const body = withBody && verb !== 'delete' ? pod(name, namespace, String(Math.floor(random() * 1e6))) : undefined;
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level,
    auditID: uuid(),
    stage: 'ResponseComplete',
    requestURI,
    verb,
    user: {
      username: user,
      uid: uuid(),
      groups: [
        'system:authenticated',
        user.startsWith('system:serviceaccount:') ? 'system:serviceaccounts' : 'system:masters',
      ],
      extra: { 'authentication.kubernetes.io/credential-id': [`X509SHA256=${hex(64)}`] },
    },
    sourceIPs: [`172.18.0.${2 + Math.floor(random() * 5)}`],
    userAgent: agents[user],
    ...(kind === ''
      ? {}
      : {
          objectRef: {
            resource,
            namespace,
            ...(verb === 'list' || verb === 'watch' ? {} : { name }),
            ...(apiGroup === '' ? {} : { apiGroup }),
            apiVersion: 'v1',
            ...(subresource === undefined ? {} : { subresource }),
          },
        }),
    responseStatus:
      code < 400
        ? { metadata: {}, code }
        : {
            metadata: {},
            status: 'Failure',
            message: `${resource} "${name}" is refused: ${code}`,
            reason: { 403: 'Forbidden', 404: 'NotFound', 409: 'Conflict' }[code],
            code,
          },
    ...(body === undefined ? {} : { requestObject: body, responseObject: body }),
    requestReceivedTimestamp: stamp(at - took),
    stageTimestamp: stamp(at),
    annotations: {
      'authorization.k8s.io/decision': code === 403 ? 'forbid' : 'allow',
      'authorization.k8s.io/reason': user.startsWith('system:serviceaccount:')
        ? `RBAC: allowed by ClusterRoleBinding "${user.split(':')[3]}" of ClusterRole "${user.split(':')[3]}" to ServiceAccount "${user.split(':')[3]}/${user.split(':')[2]}"`
        : '',
    },
  };
}

/** Microseconds since 1970 as the API server writes them. */
function stamp(microseconds) {
  const whole = Math.floor(microseconds);
  return `${new Date(Math.floor(whole / 1000)).toISOString().slice(0, -1)}${String(whole % 1000).padStart(3, '0')}Z`;
}

const escapes = { '&': '\\u0026', '<': '\\u003c', '>': '\\u003e' };
const wanted = Number(mebibytes) * 1024 * 1024;
const handle = openSync(file, 'w');
let written = 0;
let at = Date.UTC(2026, 10, 21, 8) * 1000;
while (written < wanted) {
  let text = '';
  while (text.length < 1024 * 1024) {
    at += 200 + random() * 4000;
    text += `${JSON.stringify(event(at)).replace(/[&<>]/g, (character) => escapes[character])}\n`;
  }
  written += writeSync(handle, text);
}
closeSync(handle);
