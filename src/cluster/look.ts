// The look at the machine before anything is done: engine, kind, node image, room, and whether the name is free.
import { formatBytes } from '../core/byte-size.ts';
import type { Engine, EngineInfo, NodeContainer, World } from '../core/ports.ts';
import { commandFailed } from '../core/command-failed.ts';
import { Problem } from '../core/problem.ts';
import type { KubeletNeeds } from '../kind/kind-config.ts';
import { compareVersions, formatVersion, OLDEST_KIND, parseVersion, type Version } from '../kind/version.ts';
import { chooseImage, type ImageChoice } from './node-image.ts';
import type { Settings } from './settings.ts';

/** What the machine is like, as far as a cluster is concerned. */
export interface MachineFacts {
  readonly engine: Engine;
  readonly engineInfo: EngineInfo;
  readonly kindVersion: Version;
  readonly image: ImageChoice;
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
  const [engine, kindVersion] = await Promise.all([world.engine(), readKindVersion(world)]);
  const [engineInfo, existing, image, warnings] = await Promise.all([
    engine.info(),
    engine.nodes(settings.name),
    chooseImage(engine, settings.image),
    Promise.all([lookAtDisk(world, engine), lookAtInotify(world, settings)]),
  ]);
  return {
    engine,
    engineInfo,
    kindVersion,
    image,
    kubelet: {
      allowCgroupV1: engineInfo.cgroupVersion === 1,
      toleratesReducedCapabilities: await capabilitiesReduced(world),
    },
    existing,
    warnings: warnings.filter((warning) => warning !== null),
    ms: Math.round(world.clock.monotonic() - started),
  };
}

/** One line of what was found. */
export function describeFacts({ engine, engineInfo, kindVersion, image }: MachineFacts): string {
  return `${engine.provider} ${engineInfo.version} (${engine.origin}), kind ${formatVersion(kindVersion)}, node image ${image.reference ?? "kind's own choice"}`;
}

async function readKindVersion(world: World): Promise<Version> {
  const ran = await world.exec.run(['kind', 'version'], { timeoutMs: 20_000, signal: world.signal });
  if (ran.missing) throw new Problem('kind-missing', 'the program kind is not installed', { hint: 'kind-audit setup' });
  if (ran.exitCode !== 0) throw commandFailed(ran, 'kind does not work', 'kind-audit setup');
  const version = parseVersion(ran.stdout);
  if (version === null) throw commandFailed(ran, 'kind tells no version', 'kind-audit setup');
  if (compareVersions(version, OLDEST_KIND) < 0) {
    throw new Problem(
      'kind-missing',
      `kind ${formatVersion(version)} is too old; ${formatVersion(OLDEST_KIND)} or newer is needed`,
      {
        hint: 'kind-audit setup',
      },
    );
  }
  return version;
}

async function lookAtDisk(world: World, engine: Engine): Promise<string | null> {
  // Only an engine on this host keeps its data on a disk that can be asked.
  if (!engine.endpoint.startsWith('unix://')) return null;
  const free = await world.files.freeBytes((await engine.info()).dataDir).catch(() => ENOUGH_FREE);
  if (free < LEAST_FREE) {
    throw new Problem('disk-full', `only ${formatBytes(free)} are free where the engine keeps its data`, {
      hint: 'docker system prune',
    });
  }
  return free < ENOUGH_FREE ? `only ${formatBytes(free)} are free where the engine keeps its data` : null;
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

/** Whether the host withholds CAP_SYS_RESOURCE (bit 24 of the bounding set). Source: capability.h, proc(5). */
async function capabilitiesReduced(world: World): Promise<boolean> {
  if (world.machine.platform !== 'linux') return false;
  const status = await world.files.read('/proc/self/status');
  const bounds = /^CapBnd:\s*([0-9a-f]+)$/m.exec(status ?? '')?.[1];
  return bounds !== undefined && ((BigInt(`0x${bounds}`) >> 24n) & 1n) === 0n;
}
