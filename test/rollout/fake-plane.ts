// Control planes in memory for changes: files, two API servers, a redirect, an admission policy; and whether the API serves.
import type { NodeContainer, Ran, RunOptions } from '../../src/core/ports.ts';
import { parseApiServerManifest } from '../../src/kind/api-server-manifest.ts';
import { decideByMatching } from '../../src/policy/decide/decide.ts';
import { writtenStages } from '../../src/policy/decide/stages.ts';
import { loadPolicy } from '../../src/policy/load/load.ts';
import { requestFromUrl } from '../../src/policy/request/from-url.ts';
import { CHANGE_DIR, KEEP_ENDPOINT, SECOND_MANIFEST, TABLE } from '../../src/rollout/names.ts';
import { controlPlane, fakeEngine } from '../kit/engine.ts';
import { textOf } from '../kit/files.ts';
import { fakeWorld, type FakeWorld } from '../kit/world.ts';
import { metadata, presetFiles } from '../cluster/scene.ts';

export const STATE = '/home/person/.local/state/kind-audit/clusters/kind';
const DEPLOYED = `${STATE}/policies/audit-policy.yaml`;
const FIRST = '/etc/kubernetes/manifests/kube-apiserver.yaml';

export const firstManifest = `apiVersion: v1
kind: Pod
metadata: {name: kube-apiserver}
spec:
  containers:
  - name: kube-apiserver
    command:
    - kube-apiserver
    - --advertise-address=172.18.0.2
    - --audit-log-path=/var/log/kubernetes/kube-apiserver-audit.log
    - --audit-policy-file=/etc/kubernetes/policies/audit-policy.yaml
    - --secure-port=6443
    ports: [{name: probe-port, containerPort: 6443}]
    livenessProbe: {httpGet: {port: probe-port}}
    volumeMounts:
    - {name: p, mountPath: /etc/kubernetes/policies, readOnly: true}
    - {name: l, mountPath: /var/log/kubernetes}
  volumes:
  - {name: p, hostPath: {path: /etc/kubernetes/policies}}
  - {name: l, hostPath: {path: /var/log/kubernetes}}
`;

/** An API server that runs: with what it was started. */
interface Server {
  readonly manifest: string;
  /** Null where it audits nothing. */
  readonly policy: string | null;
}

/** One control plane. */
export interface Plane {
  readonly name: string;
  readonly files: Map<string, string>;
  first: Server | null;
  second: Server | null;
  redirected: boolean;
  /** The cluster shows the pod of the second server; for a while also after its end. */
  shown: boolean;
  /** Whether an API server starts with this; by default where its policy is accepted. */
  starts: (server: Server, which: 'first' | 'second') => boolean;
}

export interface Planes {
  readonly world: FakeWorld;
  readonly engine: ReturnType<typeof fakeEngine>;
  readonly planes: readonly Plane[];
  /** Moments at which a control plane served nobody, as the call before. */
  readonly dead: string[];
  /** Servers that were asked to end while requests on connections to them were not held. */
  readonly unheld: string[];
  readonly cluster: { keptEndpoint: boolean; kubeadm: string };
  /** What a node may lack. */
  readonly lacks: { nft?: boolean; memory?: boolean };
}

/** A cluster with so many control planes, made by kind-audit unless `foreign`. */
export function planes(count = 1, { foreign = false, policy = metadata } = {}): Planes {
  const containers: NodeContainer[] = Array.from({ length: count }, (_, at) =>
    controlPlane('kind', at === 0 ? '' : String(at + 1)),
  );
  const cluster = { keptEndpoint: false, kubeadm: 'kind: ClusterConfiguration\napiVersion: kubeadm.k8s.io/v1beta4\n' };
  const dead: string[] = [];
  const unheld: string[] = [];
  const held = new Set<Plane>();
  const lacks: Planes['lacks'] = {};
  const accepted: Plane['starts'] = ({ policy: own }) => own === null || loadPolicy(own).policy !== undefined;
  const all: Plane[] = containers.map(({ name }) => ({
    name,
    files: new Map([[FIRST, firstManifest]]),
    first: { manifest: firstManifest, policy },
    second: null,
    redirected: false,
    shown: false,
    starts: accepted,
  }));
  const engine = fakeEngine({
    nodes: containers,
    script(name, argv, options) {
      const plane = all.find((each) => each.name === name);
      if (plane === undefined) return undefined;
      const answer = answerOf(plane, argv, options);
      if ((plane.redirected ? plane.second : plane.first) === null) dead.push(argv.slice(0, 5).join(' ').slice(0, 200));
      return answer;
    },
  });
  const record = {
    schema: 'kind-audit.cluster/v1',
    dir: '/project',
    settings: {
      name: 'kind',
      image: null,
      controlPlanes: count,
      workers: 0,
      policyDir: `${STATE}/policies`,
      logsDir: `${STATE}/logs`,
      rotation: { maxAgeDays: 30, maxBackups: 10, maxSizeMiB: 100 },
    },
  };
  const own = {
    [DEPLOYED]: policy,
    [`${STATE}/cluster.json`]: JSON.stringify(record),
    '/project/audit-policy.yaml': policy,
  };
  const world = Object.assign(fakeWorld({ files: { ...presetFiles, ...(foreign ? {} : own) } }), {
    engine: async () => engine,
  });
  if (foreign) for (const { files } of all) files.set('/etc/kubernetes/policies/audit-policy.yaml', policy);

  function readInServer(plane: Plane, path: string): string | null {
    if (path === '/etc/kubernetes/policies/audit-policy.yaml' && !foreign)
      return textOf(world.disk.get(DEPLOYED)) ?? null;
    return plane.files.get(path) ?? null;
  }

  function start(plane: Plane, which: 'first' | 'second', manifest: string): void {
    const path = parseApiServerManifest(manifest)?.args.get('audit-policy-file');
    const server: Server = { manifest, policy: path === undefined ? null : (readInServer(plane, path) ?? '') };
    const webhook = parseApiServerManifest(manifest)?.args.get('audit-webhook-config-file');
    const isWhole = webhook === undefined || plane.files.has(webhook);
    plane[which] = isWhole && plane.starts(server, which) ? server : null;
    if (which === 'second') plane.shown = true;
  }

  function answerOf(
    plane: Plane,
    argv: readonly string[],
    { stdin = '' }: RunOptions,
  ): string | Partial<Ran> | undefined {
    const { files } = plane;
    const input = Buffer.from(stdin, 'base64').toString();
    if (argv[0] === 'true' || argv[0] === 'rmdir' || argv[0] === 'systemctl') return '';
    if (argv[0] === 'test')
      return { exitCode: [...files.keys()].some((path) => path.startsWith(argv.at(-1) ?? '')) ? 0 : 1 };
    if (argv[0] === 'cat') {
      const text = files.get(argv[1] ?? '');
      return text ?? { exitCode: 1, stderr: 'cat: No such file or directory' };
    }
    if (argv[0] === 'base64') {
      const text = readInServer(plane, argv.at(-1) ?? '');
      return text === null
        ? { exitCode: 1, stderr: 'No such file or directory' }
        : Buffer.from(text).toString('base64');
    }
    if (argv[0] === 'rm') {
      const path = argv.at(-1) ?? '';
      for (const each of files.keys()) if (each === path || each.startsWith(`${path}/`)) files.delete(each);
      if (path === SECOND_MANIFEST) plane.second = null;
      return '';
    }
    if (argv[0] === 'nft') {
      if (stdin.includes('delete table')) plane.redirected = stdin.includes('hook prerouting');
      return '';
    }
    if (argv[0] === 'ip') return argv[1] === '-4' ? 'default via 172.18.0.1 dev eth0 \n' : '';
    switch (argv[3]) {
      case 'ask-webhook': {
        const [status, redirect] = argv[4]?.endsWith('/moved') === true ? [301, `${argv[4]}/?timeout=30s`] : [200, ''];
        return `== answer\nexit 0\nstatus ${status}\nredirect ${redirect}\nwords \n== now\n1700000000\n== certificate\n\n`;
      }
      case 'facts':
        return factsOf(plane);
      case 'prepare': {
        files.set(`${CHANGE_DIR}/policy.yaml`, input);
        const keep = (from: string, to: string): void => {
          const text = files.get(from);
          if (text !== undefined && !files.has(to)) files.set(to, text);
        };
        keep(FIRST, `${CHANGE_DIR}/kube-apiserver.yaml`);
        keep(argv[6] ?? '', `${CHANGE_DIR}/policy-before.yaml`);
        return '';
      }
      case 'put': {
        const path = argv[4] ?? '';
        files.set(path, input);
        if (path === SECOND_MANIFEST) start(plane, 'second', input);
        return '';
      }
      case 'end':
        if (plane.second !== null && !/^add element inet kind-audit held \{ 16443 /m.test(stdin))
          unheld.push(`second of ${plane.name}`);
        files.delete(SECOND_MANIFEST);
        plane.second = null;
        return '';
      case 'config-map': {
        if (argv[5] === undefined)
          return JSON.stringify({
            data: { ClusterConfiguration: cluster.kubeadm },
            metadata: { resourceVersion: '1' },
          });
        const patch = JSON.parse(stdin) as { data: { ClusterConfiguration: string } };
        cluster.kubeadm = patch.data.ClusterConfiguration;
        return '';
      }
      case 'clear':
        for (const path of files.keys()) if (path.startsWith(CHANGE_DIR)) files.delete(path);
        return '';
      case 'pod-gone':
        plane.shown = plane.second !== null;
        return '';
      case 'keep-log':
      case 'newest':
      case 'state':
        return argv[3] === 'state' ? 'run 0\nend E1128 "command failed" err="the policy is no good"' : '';
      case 'keep':
        cluster.keptEndpoint = argv[4] === 'apply';
        return '';
      case 'replace': {
        if (plane.redirected && !held.delete(plane)) unheld.push(`first of ${plane.name}`);
        const kept = `${argv[5]}/kube-apiserver.yaml`;
        const old = files.get(FIRST);
        if (old !== undefined && !files.has(kept)) files.set(kept, old);
        files.set(FIRST, stdin);
        start(plane, 'first', stdin);
        return 'before x\n';
      }
      case 'wait': {
        const server = argv[6] === 'kube-apiserver' ? plane.first : plane.second;
        return { exitCode: server === null ? 2 : 0 };
      }
      case 'ready':
        return { exitCode: plane.first === null ? 1 : 0 };
      case 'hold':
        if (stdin.startsWith('add element inet kind-audit held { 6443 ')) held.add(plane);
        return '';
      case 'release':
        return '';
      case 'outage':
        return '2500';
      case 'proof':
        return proofOf(plane, argv);
      case 'decided':
        return `apiserver_audit_level_total{level="None"} ${(decided += 100)}`;
    }
    return undefined;
  }

  let decided = 0;

  function factsOf({ files, first, redirected }: Plane): string {
    const base64 = (text: string): string => Buffer.from(text).toString('base64');
    const there = (is: boolean): string => (is ? 'there' : '');
    return [
      ['manifest', base64(files.get(FIRST) ?? '')],
      ['address', '172.18.0.2'],
      ['memory', lacks.memory === true ? '1000000' : '8000000000'],
      ['nft', lacks.nft === true ? '' : '/usr/sbin/nft'],
      ['ready', first === null ? '' : 'ok'],
      ['second', there(files.has(SECOND_MANIFEST))],
      ['change', there([...files.keys()].some((path) => path.startsWith(CHANGE_DIR)))],
      ['redirect', there(redirected)],
      ['service', '10.96.0.1 443'],
      ['admission', 'validatingadmissionpolicies'],
      ['kept', cluster.keptEndpoint ? KEEP_ENDPOINT : ''],
      ['nodes', containers.map(({ name }) => name).join('\n')],
      ['kubeadm', base64(cluster.kubeadm)],
    ]
      .map(([name, text]) => `\n== ${name}\n${text}`)
      .join('\n');
  }

  /** As prove.sh: the first event with the mark among what the server at that port logs. */
  function proofOf({ first, second }: Plane, argv: readonly string[]): Partial<Ran> {
    const server = argv[7]?.endsWith(':16443') === true ? second : first;
    const requests = argv.slice(8);
    if (server === null) return { exitCode: 1, stdout: 'answered 0\n' };
    const loaded = server.policy === null ? undefined : loadPolicy(server.policy).policy;
    for (const line of requests) {
      const [verb = '', path = ''] = line.split(' ');
      const user = { username: 'kubernetes-admin', groups: ['kubeadm:cluster-admins', 'system:authenticated'] };
      const request = requestFromUrl(verb.toUpperCase(), path, { user: user.username, groups: user.groups });
      if (request === null || loaded === undefined || verb === 'anonymous') continue;
      const decision = decideByMatching(loaded, request);
      if (writtenStages(decision, request).length === 0) continue;
      return {
        stdout: JSON.stringify({ auditID: 'id', verb: request.verb, requestURI: path, level: decision.level, user }),
      };
    }
    return { exitCode: 1, stdout: `answered ${requests.filter((line) => !line.startsWith('anonymous')).length}\n` };
  }

  return { world, engine, planes: all, dead, unheld, cluster, lacks };
}

/** What a change has left in nodes, cluster and state folder; empty after one that ended. */
export function leftOver({ planes: all, cluster, world }: Planes): readonly string[] {
  return [
    ...all.flatMap(({ name, files, second, redirected, shown }) => [
      ...[...files.keys()].filter((path) => path.startsWith(CHANGE_DIR) || path === SECOND_MANIFEST),
      ...(second === null ? [] : [`second server of ${name}`]),
      ...(shown ? [`pod of the second server of ${name}`] : []),
      ...(redirected ? [`table ${TABLE} of ${name}`] : []),
    ]),
    ...(cluster.keptEndpoint ? [KEEP_ENDPOINT] : []),
    ...[...world.disk.keys()].filter((path) => /\/(?:change\.json|policy-before-change\.yaml|locks\/.*)$/.test(path)),
  ];
}
