// Step: wait until every API server and every node is ready.
import { formatDuration } from '../../core/duration.ts';
import { isOrAre } from '../../core/plural.ts';
import { printable } from '../../core/printable.ts';
import type { Node, NodeContainer } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import type { Step } from '../../core/step.ts';
import { isReady, readServerState } from '../../node/api-server-state.ts';
import { apiServerReady } from '../../doctor/checks/api-server-ready.ts';
import { explainCrash } from '../../node/crash-cause.ts';
import { ADMIN_KUBECONFIG } from '../../kind/paths.ts';
import { kubernetesNodes, type KubernetesNode } from '../../node/kubernetes-nodes.ts';
import { remakeCommand } from '../../state/cluster-commands.ts';
import { howWanted, type Settings } from '../settings.ts';
import { crashProblem } from '../watch-for-crash.ts';
import type { UpContext } from '../up-context.ts';

/** Milliseconds for the API servers without --wait. */
const API_SERVER_MS = 60_000;
const INTERVAL = 300;
/** Milliseconds without --wait for the nodes of a new cluster, and of one that was there; and between two looks. */
const NEW_NODES_MS = 180_000;
const OLD_NODES_MS = 30_000;
const NODES_INTERVAL = 500;

export const readyStep: Step<UpContext> = {
  id: 'ready',
  title: 'Wait for the API server',
  async run(context, voice) {
    const { world, settings, facts, options } = context;
    const containers = await facts.engine.nodes(settings.name, world.signal);
    const controlPlanes = containers
      .filter(({ role }) => role === 'control-plane')
      .map((container) => facts.engine.node(container));
    const early = await context.checkRun?.results.catch(() => []);
    const seen = early?.find(({ id, status }) => id === apiServerReady.id && status === 'ok');
    voice.alreadyTook(seen?.ms ?? 0);
    const deadline = world.clock.monotonic() + (options.waitMs ?? API_SERVER_MS);
    if (seen === undefined) await Promise.all(controlPlanes.map((node) => waitForApiServer(node, context, deadline)));
    voice.progress('waiting for the nodes');
    if (controlPlanes[0] !== undefined) await waitForNodes(controlPlanes[0], context, containers);
    return 'ready, and so is every node';
  },
};

async function waitForApiServer(node: Node, { world, settings }: UpContext, deadline: number): Promise<void> {
  while (!(await isReady(node, world.signal))) {
    if (world.clock.monotonic() > deadline) {
      const server = await readServerState(node, world.signal);
      if ('words' in server)
        throw crashProblem(
          node.name,
          server,
          explainCrash(server.words, settings.policy.bytes ?? settings.policy.text, {
            cluster: settings.name,
            node: node.name,
          }),
          settings.policy,
        );
      throw new Problem('api-server-not-ready', `the API server of ${node.name} did not become ready in time`, {
        hint: `kind-audit doctor --name ${settings.name}`,
      });
    }
    await world.clock.sleep(INTERVAL, world.signal);
  }
}

/** Until every container of the cluster is a node that is Ready. */
async function waitForNodes(node: Node, context: UpContext, containers: readonly NodeContainer[]): Promise<void> {
  const { world, settings, options, before } = context;
  const wanted = containers.filter(({ role }) => role !== 'external-load-balancer').map(({ name }) => name);
  const waitMs = options.waitMs ?? (before === 'whole' ? OLD_NODES_MS : NEW_NODES_MS);
  const deadline = world.clock.monotonic() + waitMs;
  for (;;) {
    const nodes = await kubernetesNodes(node, world.signal);
    const missing = wanted.filter((name) => !(nodes ?? []).some((each) => each.name === name && each.ready));
    if (missing.length === 0) return;
    if (world.clock.monotonic() >= deadline) throw notReady(missing, nodes, waitMs, settings);
    await world.clock.sleep(NODES_INTERVAL, world.signal);
  }
}

function notReady(
  missing: readonly string[],
  nodes: readonly KubernetesNode[] | null,
  waitMs: number,
  settings: Settings,
): Problem {
  const [first = ''] = missing;
  const words = missing.map((name) => {
    const found = nodes?.find((each) => each.name === name);
    return `${name}: ${printable(found === undefined ? 'not in the cluster' : found.reason || 'not Ready')}`;
  });
  const made = howWanted(settings);
  return new Problem(
    'nodes-not-ready',
    `${isOrAre(missing.length) === 'is' ? 'a node is' : `${missing.length} nodes are`} not Ready after ${formatDuration(waitMs)}: ${missing.join(', ')}`,
    {
      details: words.join('\n'),
      hint: `kind-audit shell --name ${settings.name} -- kubectl --kubeconfig ${ADMIN_KUBECONFIG} describe node ${first} (the cluster is kept); if its creation was interrupted: ${remakeCommand(made)}`,
    },
  );
}
