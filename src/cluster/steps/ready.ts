// Step: wait until every API server, and with --wait every node, is ready.
import { formatDuration } from '../../core/duration.ts';
import type { Node } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import type { Step } from '../../core/step.ts';
import { isReady, readServerState } from '../../node/api-server-state.ts';
import { apiServerReady } from '../../doctor/checks/api-server-ready.ts';
import { explainCrash } from '../../node/crash-cause.ts';
import { ADMIN_KUBECONFIG } from '../../kind/paths.ts';
import { crashProblem } from '../watch-for-crash.ts';
import type { UpContext } from '../up-context.ts';

/** Milliseconds for the API servers without --wait. */
const API_SERVER_MS = 60_000;
const INTERVAL = 300;

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
    if (seen !== undefined && options.waitMs === null) return 'ready';
    const deadline = world.clock.monotonic() + (options.waitMs ?? API_SERVER_MS);
    await Promise.all(controlPlanes.map((node) => waitForApiServer(node, context, deadline)));
    if (options.waitMs === null || controlPlanes[0] === undefined) return 'ready';
    voice.progress('waiting for the nodes');
    await waitForNodes(controlPlanes[0], options.waitMs, world.signal);
    return 'ready, and so is every node';
  },
};

async function waitForApiServer(node: Node, { world, settings }: UpContext, deadline: number): Promise<void> {
  while (!(await isReady(node, world.signal))) {
    if (world.clock.monotonic() > deadline) {
      const server = await readServerState(node, world.signal);
      if ('words' in server)
        throw crashProblem(node.name, server, explainCrash(server.words, settings.policy.text), settings.policy);
      throw new Problem('api-server-not-ready', `the API server of ${node.name} did not become ready in time`, {
        hint: `kind-audit doctor --name ${settings.name}`,
      });
    }
    await world.clock.sleep(INTERVAL, world.signal);
  }
}

async function waitForNodes(node: Node, waitMs: number, signal: AbortSignal): Promise<void> {
  const timeout = `${Math.max(1, Math.round(waitMs / 1000))}s`;
  const wait = ['wait', '--for=condition=Ready', 'nodes', '--all', `--timeout=${timeout}`];
  const ran = await node.run(['kubectl', '--kubeconfig', ADMIN_KUBECONFIG, ...wait], { signal });
  if (ran.exitCode === 0) return;
  throw new Problem('api-server-not-ready', `not every node is Ready after ${formatDuration(waitMs)}`, {
    details: ran.stderr.trim(),
    hint: 'kubectl describe nodes, or a longer --wait',
  });
}
