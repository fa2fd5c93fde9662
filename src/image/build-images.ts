// Building the node image and the stand-in for kind's load balancer, from Go modules and Debian packages.
import { baseFolder, inBaseFolder } from '../core/base-folder.ts';
import type { Engine, World } from '../core/ports.ts';
import { runSteps, type Step } from '../core/step.ts';
import { importLoadBalancer, importNode } from './import-image.ts';
import { findBuildResources, type BuildResources } from './needs.ts';
import { INPUTS_LABEL, planImage, type ImagePlan, type ImageRequest } from './plan.ts';
import { makeParts } from './programs.ts';
import { prepareSource, type Source } from './source.ts';
import { makeTree } from './tree.ts';

/** What a build leaves. */
export interface BuiltImages {
  /** For `kind create cluster --image`. */
  readonly nodeImage: string;
  /** The name that kind itself asks for. */
  readonly loadBalancerImage: string;
  /** False when both were there already. */
  readonly built: boolean;
}

/** What the steps of a build hand to the steps after them. */
interface Build {
  readonly world: World;
  readonly plan: ImagePlan;
  resources?: BuildResources;
  source?: Source;
}

/**
 * Builds both images unless they are there, made from the same inputs. Parts that an interrupted run
 * finished are used. Throws a Problem that names everything this machine lacks for it.
 */
export async function buildImages(world: World, request: ImageRequest): Promise<BuiltImages> {
  const plan = await planImage(world, request);
  const { nodeImage } = plan;
  const recorded = await recordedLoadBalancer(world, plan);
  const engine = await world.engine();
  if (recorded !== null && (await isThere(engine, plan, recorded, world.signal)))
    return { nodeImage, loadBalancerImage: recorded, built: false };
  const build: Build = { world, plan };
  await inBaseFolder(baseFolder(world, 'XDG_CACHE_HOME'), 'write into', async () =>
    runSteps(steps(plan), build, world),
  );
  return { nodeImage, loadBalancerImage: found(build.source).loadBalancerImage, built: true };
}

function steps(plan: ImagePlan): readonly Step<Build>[] {
  return [
    {
      id: 'image-needs',
      title: 'Look for what the build needs',
      run: async (build) => void (build.resources = await findBuildResources(build.world, plan)),
    },
    {
      id: 'image-source',
      title: `Fetch Kubernetes ${plan.version}`,
      run: async (build, voice) => {
        build.source = await prepareSource(build.world, plan, (text) => voice.progress(text));
      },
    },
    {
      id: 'image-parts',
      title: 'Compile it, and make the Debian base',
      run: ({ world, source, resources }, voice) =>
        makeParts(world, plan, found(source), found(resources).mirror, voice),
    },
    {
      id: 'image-tree',
      title: 'Put the node together',
      run: async ({ world }, voice) => {
        const outcome = await makeTree(world, plan, (text) => voice.progress(text));
        return outcome === 'kept' ? 'kept from an earlier run' : '';
      },
    },
    {
      id: 'image-import',
      title: 'Import the images into the engine',
      run: async (build, voice) => {
        const { loadBalancerImage } = found(build.source);
        await importImages(build.world, plan, found(build.resources).engine, loadBalancerImage, (text) =>
          voice.progress(text),
        );
        return `${plan.nodeImage}, ${loadBalancerImage}`;
      },
    },
  ];
}

async function importImages(
  world: Pick<World, 'exec' | 'files' | 'signal' | 'random'>,
  plan: ImagePlan,
  engine: Engine,
  loadBalancerImage: string,
  say: (text: string) => void,
): Promise<void> {
  say(loadBalancerImage);
  await importLoadBalancer(world, plan, engine, loadBalancerImage);
  say(plan.nodeImage);
  await importNode(world, plan, engine);
  await world.files.write(plan.paths.record, JSON.stringify({ loadBalancerImage }));
  // Made again within seconds, and as large as the image.
  await world.files.remove(plan.paths.tree);
}

/** The load balancer's name, as the last build found it; null where there was none. */
async function recordedLoadBalancer({ files }: Pick<World, 'files'>, { paths }: ImagePlan): Promise<string | null> {
  try {
    const record = JSON.parse((await files.read(paths.record)) ?? '{}') as { loadBalancerImage?: unknown };
    return typeof record.loadBalancerImage === 'string' ? record.loadBalancerImage : null;
  } catch {
    return null;
  }
}

async function isThere(
  engine: Engine,
  { nodeImage, keys }: ImagePlan,
  loadBalancerImage: string,
  signal: AbortSignal,
): Promise<boolean> {
  const inputsOf = async (reference: string): Promise<string | undefined> =>
    (await engine.image(reference, signal))?.labels[INPUTS_LABEL];
  return (await inputsOf(nodeImage)) === keys.node && (await inputsOf(loadBalancerImage)) === keys.loadBalancer;
}

/** What an earlier step has found; it always has when a later one runs. */
function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a step of the build ran before the one it needs');
  return value;
}
