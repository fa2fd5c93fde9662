// Changes of a living cluster in end-to-end tests: made under a prober, killed at a step, and what they leave.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Document } from '../../../src/report/documents/table.ts';
import { startProber, type Probed } from './prober.ts';
import type { Ran, Running, Scene } from './scene.ts';

/** When which step of a change began or ended, to find the cause of a failed request. */
const timeline: string[] = [];

/** Does the work while requests are made over every way, of which none may fail. */
export async function withoutFailure(scene: Scene, work: () => Promise<void>, worker?: string): Promise<Probed> {
  const kubeconfig = readFileSync(scene.kubeconfig, 'utf8');
  await servicesAreReached(scene);
  timeline.length = 0;
  const prober = startProber({ name: scene.name, kubeconfig, ...(worker === undefined ? {} : { worker }) });
  try {
    await work();
  } finally {
    await prober.stop();
  }
  const probed = prober.seen();
  expect(probed.failed, timeline.join('\n')).toEqual([]);
  return probed;
}

/** Waits until the service address leads from the node and from a pod to the API server: kind does not wait for that. */
async function servicesAreReached(scene: Scene): Promise<void> {
  const script = `service=$(kubectl --kubeconfig /etc/kubernetes/admin.conf get service kubernetes --output 'jsonpath={.spec.clusterIP}')
    asks() { "$@" curl --silent --fail --max-time 2 --cacert /etc/kubernetes/pki/ca.crt "https://$service/readyz"; }
    for _ in $(seq 120); do
      asks && asks nsenter "--net=/proc/$(pgrep --oldest coredns || echo self)/ns/net" && pgrep coredns && exit 0
      sleep 1
    done
    exit 1`;
  await scene.inNode(script, `${scene.name}-control-plane`);
}

/** How often the scheduler and the controller manager were restarted, and who holds their leases since when. */
export async function controllers({ kubectl }: Scene): Promise<string> {
  const asked = async (what: string, path: string): Promise<string> =>
    kubectl(...`get ${what} --namespace kube-system --output`.split(' '), `jsonpath={range .items[*]}${path};{end}`);
  const restarts = await asked(
    'pods --selector component!=etcd,tier=control-plane',
    '{.metadata.name} {.status.containerStatuses[*].restartCount}',
  );
  const leases = await asked(
    'leases kube-scheduler kube-controller-manager',
    '{.spec.holderIdentity} {.spec.leaseTransitions}',
  );
  return `${restarts}\n${leases}`;
}

/** What is left of a change in the nodes, in the cluster and on this host: nothing after its end. */
export async function leftOver(scene: Scene, nodes = [`${scene.name}-control-plane`]): Promise<string[]> {
  const left = existsSync(join(scene.state, 'change.json')) ? ['the journal'] : [];
  const script = `nft list tables | grep -w 'inet kind-audit'
    ls -d /etc/kubernetes/manifests/*kind-audit* /var/lib/kind-audit/* /etc/kubernetes/.kind-audit* 2> /dev/null
    pgrep --list-full --exact kube-apiserver | grep --only-matching -e '--secure-port=16443'
    kubectl --kubeconfig /etc/kubernetes/admin.conf get validatingadmissionpolicies,validatingadmissionpolicybindings --output name
    kubectl --kubeconfig /etc/kubernetes/admin.conf get pods --namespace kube-system --output name | grep kind-audit-second
    true`;
  for (const node of nodes) {
    const found = await scene.inNode(script, node);
    left.push(...found.split('\n').flatMap((line) => (line === '' ? [] : [`${node}: ${line}`])));
  }
  return left;
}

/** The policy in the log's events: the level at which a node's API server logs the read of a config map; "" for none. */
export async function levelOf(scene: Scene, node = `${scene.name}-control-plane`): Promise<string> {
  const name = `level-${Math.random().toString(36).slice(2)}`;
  // Asked is the node's own server, where there is a load balancer as well.
  const script = `kubectl --kubeconfig /etc/kubernetes/admin.conf --server "https://$(hostname):6443" get configmap ${name} 2>&1 |
      grep --quiet NotFound || exit 1
    for _ in 1 2 3 4 5 6 7 8; do
      grep --no-filename '"name":"${name}"' /var/log/kubernetes/kube-apiserver-audit.log |
        grep --only-matching --max-count 1 '"level":"[A-Za-z]*"' && break
      sleep 0.5
    done
    true`;
  return (await scene.inNode(script, node)).trim().replaceAll(/"(?:level":")?/g, '');
}

interface Moment {
  /** The type of an event. */
  readonly type: 'step-started' | 'step-progress' | 'step-done' | 'undo-started' | 'undo-done';
  /** The beginning of a step's id. */
  readonly id: string;
}

/** The events that a run has reported on standard output until now. */
function eventsOf(output: string): Document[] {
  return output
    .split('\n')
    .flatMap((line) => (line.startsWith('{') && line.endsWith('}') ? [JSON.parse(line) as Document] : []));
}

/** Does something, once, when a running command reports this moment; the returned list holds what was done. */
export function whenReported(
  running: Running,
  { type, id }: Moment,
  act: (running: Running) => void | Promise<void>,
): readonly Promise<void>[] {
  const acts: Promise<void>[] = [];
  running.child.stdout?.on('data', () => {
    const at = eventsOf(running.output()).find(
      (event) =>
        event.schema === 'kind-audit.event/v1' && event.type === type && 'id' in event && event.id.startsWith(id),
    );
    if (at !== undefined && acts.length === 0) acts.push(Promise.resolve(act(running)));
  });
  return acts;
}

/** Starts a changing command and does something at a moment of it; resolves when the command has ended. */
export async function atMoment(
  scene: Scene,
  args: readonly string[],
  moment: Moment,
  act: (running: Running) => void | Promise<void>,
): Promise<Ran> {
  const running = scene.startCli(...args, '--yes', '-o', 'json');
  const acts = whenReported(running, moment, act);
  let told = 0;
  running.child.stdout?.on('data', () => {
    const events = eventsOf(running.output());
    for (const event of events.slice(told))
      if ('id' in event) timeline.push(`${new Date().toISOString()} ${'type' in event ? event.type : ''} ${event.id}`);
    told = events.length;
  });
  const ran = await running.ended;
  if (acts.length === 0) throw new Error(`no ${moment.type} of ${moment.id}: ${ran.stdout}${ran.stderr}`);
  await Promise.all(acts);
  return ran;
}
