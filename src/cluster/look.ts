// A look at the machine before anything is done: engine, kind, node image, disk space, and whether the name is free.
import { formatBytes } from '../core/byte-size.ts';
import type { Engine, EngineInfo, NodeContainer, World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import type { KubeletNeeds } from '../kind/kind-config.ts';
import { formatVersion, type Version } from '../kind/version.ts';
import { mayHaveSysResource } from '../machine/host.ts';
import { findKind } from '../machine/kind/find.ts';
import { lookAtNodeImage } from '../machine/node-image.ts';
import type { Settings } from './settings.ts';

/** The facts about the machine that matter to a cluster. */
export interface MachineFacts {
  readonly engine: Engine;
  readonly engineInfo: EngineInfo;
  readonly kindVersion: Version;
  /** The node image to give to kind; null leaves the choice to it. */
  readonly image: string | null;
  readonly kubelet: KubeletNeeds;
  /** Containers of a cluster of this name. */
  readonly existing: readonly NodeContainer[];
  /** Warnings that stop nothing. */
  readonly warnings: readonly string[];
  /** How long the look took, in milliseconds. */
  readonly ms: number;
}

/** Bytes below which a cluster cannot work, and below which it soon will not. */
const LEAST_FREE = 1024 ** 3;
const ENOUGH_FREE = 5 * 1024 ** 3;

/** Looks; throws the first Problem that would prevent a cluster. */
export async function lookAtMachine(world: World, settings: Settings): Promise<MachineFacts> {
  const started = world.clock.monotonic();
  const [engine, kindVersion] = await Promise.all([world.engine(), findGoodKind(world)]);
  const [engineInfo, existing, image, warnings] = await Promise.all([
    engine.info(world.signal),
    engine.nodes(settings.name, world.signal),
    findImage(world, settings.image),
    Promise.all([lookAtDisk(world, engine), lookAtInotify(world, settings), lookAtEngineHost(engine, settings)]),
  ]);
  return {
    engine,
    engineInfo,
    kindVersion,
    image,
    kubelet: {
      allowCgroupV1: engineInfo.cgroupVersion === 1,
      toleratesReducedCapabilities: !(await mayHaveSysResource(world.files, 'self')),
    },
    existing,
    warnings: warnings.filter((warning) => warning !== null),
    ms: Math.round(world.clock.monotonic() - started),
  };
}

/** The facts in one line. */
export function describeFacts({ engine, engineInfo, kindVersion, image }: MachineFacts): string {
  return `${engine.provider} ${engineInfo.version} (${engine.origin}), kind ${formatVersion(kindVersion)}, node image ${image ?? "kind's own choice"}`;
}

async function findGoodKind(world: World): Promise<Version> {
  const { state, version } = await findKind(world);
  if (state.status === 'present' && version !== null) return version;
  throw new Problem('kind-missing', state.evidence, { hint: 'kind-audit setup' });
}

/** The image to give to kind, or null to leave the choice to it. */
async function findImage(world: World, wanted: string | null): Promise<string | null> {
  const { status, evidence, image } = await lookAtNodeImage(world, wanted);
  if (status === 'present') return image;
  throw new Problem('image-missing', wanted === null ? `no node image: ${evidence}` : evidence, {
    hint: wanted === null ? 'kind-audit image build' : 'leave out --image, or: kind-audit image build',
  });
}

async function lookAtDisk(world: World, engine: Engine): Promise<string | null> {
  // Only the disk of an engine on this host can be looked at.
  if (!engine.endpoint.startsWith('unix://')) return null;
  const { dataDir } = await engine.info(world.signal);
  const free = await world.files.freeBytes(dataDir).catch(() => ENOUGH_FREE);
  if (free < LEAST_FREE) {
    throw new Problem('disk-full', `only ${formatBytes(free)} free where the engine keeps its data`, {
      hint: `docker image prune, or make room on its file system: df -h ${dataDir}`,
    });
  }
  return free < ENOUGH_FREE ? `only ${formatBytes(free)} free where the engine keeps its data` : null;
}

/** Whether an engine is on another host. */
export function isElsewhere({ endpoint }: Pick<Engine, 'endpoint'>): boolean {
  return /^(?:tcp|ssh|https?):/.test(endpoint) && !/\/\/(?:localhost|127\.|\[::1\])/.test(endpoint);
}

/** The mounts are folders on the engine's host: an engine on another host does not see those of this one. */
async function lookAtEngineHost(engine: Engine, { state }: Settings): Promise<string | null> {
  if (!isElsewhere(engine)) return null;
  return `the engine at ${engine.endpoint} is on another host: ${state.dir} must be the same folder there`;
}

// Source: kind's known issues, "Pod errors due to too many open files".
const inotifyLimits = { max_user_instances: 512, max_user_watches: 524_288 };

async function lookAtInotify(world: World, { controlPlanes, workers }: Settings): Promise<string | null> {
  // The kernel's defaults are enough for a single node.
  if (world.machine.platform !== 'linux' || controlPlanes + workers === 1) return null;
  const low: string[] = [];
  for (const [name, wanted] of Object.entries(inotifyLimits)) {
    const value = Number((await world.files.read(`/proc/sys/fs/inotify/${name}`))?.trim() ?? wanted);
    if (value < wanted) low.push(`fs.inotify.${name}=${value}`);
  }
  if (low.length === 0) return null;
  const raise = Object.entries(inotifyLimits).map(([name, wanted]) => `fs.inotify.${name}=${wanted}`);
  return `low inotify limits (${low.join(', ')}): several nodes may run out of them; raise with: sysctl ${raise.join(' ')}`;
}
