// A cluster whose creation did not end: recognised by the mark that its run left, and made again where nothing is lost.
import type { Node, NodeContainer, World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { ADMIN_KUBECONFIG } from '../kind/paths.ts';
import { readServerState } from '../node/api-server-state.ts';
import { hasAdminKubeconfig } from '../node/kubernetes-nodes.ts';
import { remakeCommand, upCommand } from '../state/cluster-commands.ts';
import { readMark } from '../state/creation-mark.ts';
import type { MachineFacts } from './look.ts';
import { howWanted, type Settings } from './settings.ts';
import { isMountedBy } from './undos/created-cluster.ts';

/** What every kind cluster has from the beginning, as `kubectl get --output name` prints it. */
const ownObjects = new Set([
  ...['default', 'kube-system', 'kube-public', 'kube-node-lease', 'local-path-storage'].map(
    (name) => `namespace/${name}`,
  ),
  'service/kubernetes',
  'configmap/kube-root-ca.crt',
]);

/** The wait for an API server that has been started, and between two questions, in milliseconds. */
const SERVER_MS = 20_000;
const INTERVAL_MS = 1000;

interface Asking {
  /** --yes was given. */
  readonly yes: boolean;
  /** A user can be asked. */
  readonly ask: boolean;
}

/**
 * Whether what is there of the cluster is to be deleted and made again: only where an earlier run of kind-audit with this
 * state folder began to make it, and did not end. It is asked, or reported with --yes where the cluster holds nothing of
 * a user; else this throws a Problem.
 */
export async function isToBeMadeAgain(
  world: World,
  settings: Settings,
  facts: MachineFacts,
  { yes, ask }: Asking,
): Promise<boolean> {
  const mark = await readMark(world, settings.state);
  if (mark === null || !isMountedBy(facts.existing, settings.state.policyDir)) return false;
  const holds = await whatItHolds(world, settings, facts);
  const text = `the creation of the cluster "${settings.name}" that began at ${mark.since} did not end, so it is only half made`;
  const what = holds === '' ? 'it holds nothing yet' : holds;
  const made = howWanted(settings);
  if (ask) {
    world.report({ type: 'note', level: 'warn', text: `${text}; ${what}` });
    await world.finished();
    if (await world.prompt.confirm('Delete it and make it again?', holds === '')) return true;
    throw new Problem('declined', 'the half-made cluster was not changed', { hint: remakeCommand(made) });
  }
  if (yes && holds === '') {
    world.report({ type: 'note', level: 'warn', text: `${text}; ${what}, so it is to be deleted and made again` });
    return true;
  }
  throw new Problem('cluster-unhealthy', text, {
    details: what,
    hint: holds === '' ? upCommand(made, '--yes') : `to lose it and make it again: ${remakeCommand(made)}`,
  });
}

/** What a user may have put into it, in words; empty when that is nothing. */
async function whatItHolds(world: World, { name }: Settings, { engine, existing }: MachineFacts): Promise<string> {
  const plane = existing.find(({ role }) => role === 'control-plane');
  if (plane === undefined || isUnstarted(plane)) return '';
  if (!plane.running) return `its node ${plane.name} is ${plane.state}: what it holds cannot be seen`;
  const node = engine.node(plane);
  const deadline = world.clock.monotonic() + SERVER_MS;
  for (;;) {
    const held = await listObjects(node, world.signal);
    if (held !== null)
      return held.length === 0 ? '' : `it holds ${held.slice(0, 5).join(', ')}${held.length > 5 ? ', …' : ''}`;
    if ((await readServerState(node, world.signal)).state === 'absent') return '';
    if (world.clock.monotonic() >= deadline)
      return `its API server does not answer: what "${name}" holds cannot be seen`;
    await world.clock.sleep(INTERVAL_MS, world.signal);
  }
}

/** What is in the cluster besides that; null where the API server does not answer. */
async function listObjects(node: Node, signal: AbortSignal): Promise<readonly string[] | null> {
  const options = { timeoutMs: 10_000, signal };
  const kinds = 'namespaces,pods,services,configmaps,secrets,deployments,persistentvolumeclaims';
  const argv = ['kubectl', '--kubeconfig', ADMIN_KUBECONFIG, '--request-timeout', '5s', 'get', kinds];
  const ran = await node.run([...argv, '--namespace', 'default', '--output', 'name'], options);
  if (ran.exitCode === 0) return ran.stdout.split('\n').filter((line) => line !== '' && !ownObjects.has(line));
  // Without kubeadm's kubeconfig there has been no API server.
  return (await hasAdminKubeconfig(node, signal)) ? null : [];
}

function isUnstarted({ state }: NodeContainer): boolean {
  return state === 'created';
}
