// Imports the finished images into the engine.
import { commandFailed } from '../core/command-failed.ts';
import type { Engine, World } from '../core/ports.ts';
import { INPUTS_LABEL, type ImagePlan } from './plan.ts';

/** The time limit for removing what a step leaves, in milliseconds. */
const CLEAN_MS = 60_000;

/** systemd shuts down at this signal; at the usual SIGTERM it would only restart itself. */
const STOP_SIGNAL = 'SIGRTMIN+3';

/**
 * Makes the node image from the tree. The tree is read by `docker import`, which cannot set a stop
 * signal; a container of it that is never started can, and is committed.
 */
export async function importNode(
  world: Pick<World, 'exec' | 'signal' | 'random'>,
  plan: ImagePlan,
  engine: Engine,
): Promise<void> {
  const name = `kind-audit-image-${world.random(4)}`;
  const plain = `kind-audit/node-tree:${world.random(4)}`;
  const before = await engine.image(plan.nodeImage, world.signal);
  const script = `${plan.templates}/steps/import.sh`;
  try {
    await docker(world, 'cannot import the node image', ['bash', script, `${plan.paths.tree}/node`, plain]);
    const start = ['--entrypoint', '/usr/local/bin/entrypoint', '--stop-signal', STOP_SIGNAL];
    const marks = ['--env', 'container=docker', '--label', `${INPUTS_LABEL}=${plan.keys.node}`];
    await docker(world, 'cannot set up the node image', [
      'docker',
      'create',
      '--name',
      name,
      ...start,
      ...marks,
      plain,
    ]);
    const commit = ['docker', 'commit', '--change', 'CMD []', name, plan.nodeImage];
    await docker(world, 'cannot write the node image', commit);
  } finally {
    await clean(world, ['docker', 'rm', '--force', name]);
    await clean(world, ['docker', 'rmi', plain]);
  }
  await removeOld(world, engine, plan.nodeImage, before?.id);
}

/** Makes the stand-in for kind's load balancer, under the name that kind asks for, unless it is there. */
export async function importLoadBalancer(
  world: Pick<World, 'exec' | 'signal'>,
  plan: ImagePlan,
  engine: Engine,
  reference: string,
): Promise<void> {
  const before = await engine.image(reference, world.signal);
  if (before?.labels[INPUTS_LABEL] === plan.keys.loadBalancer) return;
  const layer = `${plan.paths.tree}/layers/load-balancer.tar.gz`;
  const changes = [
    'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    `LABEL ${INPUTS_LABEL}=${plan.keys.loadBalancer}`,
  ].flatMap((change) => ['--change', change]);
  await docker(world, 'cannot import the load balancer', ['docker', 'import', ...changes, layer, reference]);
  await removeOld(world, engine, reference, before?.id);
}

async function docker(
  { exec, signal }: Pick<World, 'exec' | 'signal'>,
  what: string,
  argv: readonly string[],
): Promise<void> {
  const ran = await exec.run(argv, { signal });
  if (ran.exitCode !== 0) throw commandFailed(ran, what, 'docker info');
}

/** An image that has lost its name to a new one only takes room; one that is in use stays. */
async function removeOld(
  world: Pick<World, 'exec' | 'signal'>,
  engine: Engine,
  reference: string,
  id: string | undefined,
): Promise<void> {
  if (id === undefined || (await engine.image(reference, world.signal))?.id === id) return;
  await clean(world, ['docker', 'rmi', id]);
}

/** Also run after Ctrl-C, so without the signal; there may be nothing to remove. */
async function clean({ exec }: Pick<World, 'exec'>, argv: readonly string[]): Promise<void> {
  await exec.run(argv, { timeoutMs: CLEAN_MS });
}
