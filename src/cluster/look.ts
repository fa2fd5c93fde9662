// The look at the machine before anything is done: engine, kind, node image, room, and whether the name is free.
import { formatBytes } from '../core/byte-size.ts';
import type { Engine, EngineInfo, NodeContainer, World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import type { KubeletNeeds } from '../kind/kind-config.ts';
import { formatVersion, type Version } from '../kind/version.ts';
import { mayHaveSysResource } from '../machine/host.ts';
import { findKind } from '../machine/kind/find.ts';
import { lookAtNodeImage } from '../machine/node-image.ts';
import type { Settings } from './settings.ts';

/** What the machine is like, as far as a cluster is concerned. */
export interface MachineFacts {
  readonly engine: Engine;
  readonly engineInfo: EngineInfo;
  readonly kindVersion: Version;
  /** The node image to give to kind; null leaves the choice to it. */
  readonly image: string | null;
  readonly kubelet: KubeletNeeds;
  /** Containers of a cluster of this name. */
  readonly existing: readonly NodeContainer[];
  /** Remarks that stop nothing. */
  readonly warnings: readonly string[];
  /** How long the look took, in milliseconds. */
  readonly ms: number;
}

/** Bytes below which a cluster cannot work, and below which it soon will not. */
const LEAST_FREE = 1024 ** 3;
const ENOUGH_FREE = 5 * 1024 ** 3;

/** Looks; throws the first Problem that would keep a cluster from being made. */
export async function lookAtMachine(world: World, settings: Settings): Promise<MachineFacts> {
  const started = world.clock.monotonic();
  const [engine, kindVersion] = await Promise.all([world.engine(), findGoodKind(world)]);
  const [engineInfo, existing, image, warnings] = await Promise.all([
    engine.info(world.signal),
    engine.nodes(settings.name, world.signal),
    findImage(world, settings.image),
    Promise.all([lookAtDisk(world, engine), lookAtInotify(world, settings), lookAtDistance(engine, settings)]),
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

/** One line of what was found. */
export function describeFacts({ engine, engineInfo, kindVersion, image }: MachineFacts): string {
  return `${engine.provider} ${engineInfo.version} (${engine.origin}), kind ${formatVersion(kindVersion)}, node image ${image ?? "kind's own choice"}`;
}

async function findGoodKind(world: World): Promise<Version> {
  const { state, version } = await findKind(world);
  if (state.status === 'present' && version !== null) return version;
  throw new Problem('kind-missing', state.evidence, { hint: 'kind-audit setup' });
}

/** The image to give to kind, or null to leave the choice to it. */
async function findImage(world: World, wish: string | null): Promise<string | null> {
  const { status, evidence, image } = await lookAtNodeImage(world, wish);
  if (status === 'present') return image;
  throw new Problem('image-missing', wish === null ? `no node image: ${evidence}` : evidence, {
    hint: wish === null ? 'kind-audit image build' : 'leave --image away, or: kind-audit image build',
  });
}

async function lookAtDisk(world: World, engine: Engine): Promise<string | null> {
  // Only an engine on this host keeps its data on a disk that can be asked.
  if (!engine.endpoint.startsWith('unix://')) return null;
  const free = await world.files.freeBytes((await engine.info(world.signal)).dataDir).catch(() => ENOUGH_FREE);
  if (free < LEAST_FREE) {
    throw new Problem('disk-full', `only ${formatBytes(free)} are free where the engine keeps its data`, {
      hint: 'docker system prune',
    });
  }
  return free < ENOUGH_FREE ? `only ${formatBytes(free)} are free where the engine keeps its data` : null;
}

/** The mounts are folders of the engine's host, and an engine elsewhere does not see the ones of this host. */
async function lookAtDistance({ endpoint }: Engine, { state }: Settings): Promise<string | null> {
  if (!/^(?:tcp|ssh|https?):/.test(endpoint) || /\/\/(?:localhost|127\.|\[::1\])/.test(endpoint)) return null;
  return `the engine at ${endpoint} is on another host: ${state.dir} must be the same folder there`;
}

// Source: kind's known issues, "Pod errors due to too many open files".
const inotifyLimits = { max_user_instances: 512, max_user_watches: 524_288 };

async function lookAtInotify(world: World, { controlPlanes, workers }: Settings): Promise<string | null> {
  // A single node gets by with the kernel's defaults.
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
