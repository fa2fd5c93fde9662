// Which image is to be made, and where its parts are kept during the build.
import { baseFolder } from '../core/base-folder.ts';
import type { World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { compareVersions, formatVersion, parseVersion, type Version } from '../kind/version.ts';
import { requiredVersion } from './go-module.ts';
import { hashFiles, inputKeys, type InputKeys } from './inputs.ts';

/** The label that holds an image's input hash. */
export const INPUTS_LABEL = 'io.kind-audit.inputs';

/** Older ones lack what our own programs use; newer ones need a newer container runtime than Debian has. */
const OLDEST: Version = [1, 34, 0];
const NEWEST: Version = [1, 36, 0];

/** What the user asks for. */
export interface ImageRequest {
  /** Without it the one that go.mod pins. */
  readonly kubernetesVersion?: Version;
}

/** One image to be made. */
export interface ImagePlan {
  readonly kubernetes: Version;
  /** For instance `v1.36.3`. */
  readonly version: string;
  /** Whether it is the version that the shipped go.mod pins. */
  readonly pinned: boolean;
  readonly architecture: string;
  readonly nodeImage: string;
  readonly keys: InputKeys;
  /** The shipped files. */
  readonly templates: string;
  /** Where finished parts are kept; a part's folder is there if and only if it is whole. */
  readonly paths: {
    readonly source: string;
    readonly programs: string;
    readonly base: string;
    readonly tree: string;
    /** What was made last, as JSON. */
    readonly record: string;
  };
}

type PlanWorld = Pick<World, 'files' | 'sha256' | 'templates' | 'machine' | 'env' | 'home'>;

/** Works out the plan from the request and the shipped files; changes nothing. */
export async function planImage(world: PlanWorld, request: ImageRequest): Promise<ImagePlan> {
  const templates = `${world.templates}/image`;
  const files = await hashFiles(world, templates);
  const pinned = await pinnedVersion(world, templates);
  const kubernetes = request.kubernetesVersion ?? pinned;
  const version = formatVersion(kubernetes);
  const { architecture } = world.machine;
  const keys = inputKeys(world.sha256, files, version, architecture);
  const cache = imageCache(world);
  const part = (name: string, key: string): string => `${cache}/${version}/${name}-${key.slice(0, 12)}`;
  return {
    kubernetes,
    version,
    pinned: compareVersions(kubernetes, pinned) === 0,
    architecture,
    nodeImage: `kindest/node:${version}`,
    keys,
    templates,
    paths: {
      source: part('source', keys.programs),
      programs: part('programs', keys.programs),
      base: `${cache}/base/base-${keys.base.slice(0, 12)}`,
      tree: part('tree', keys.node),
      record: `${cache}/${version}/made.json`,
    },
  };
}

/** The folder of everything that is kept between two builds. */
export function imageCache({ env, home }: Pick<World, 'env' | 'home'>): string {
  return `${baseFolder({ env, home }, 'XDG_CACHE_HOME').path}/image`;
}

async function pinnedVersion({ files }: Pick<World, 'files'>, templates: string): Promise<Version> {
  const required = requiredVersion((await files.read(`${templates}/go/go.mod`)) ?? '', 'k8s.io/kubernetes');
  const version = required === null ? null : parseVersion(required);
  if (version !== null) return version;
  throw new Problem('file-unreadable', `${templates}/go/go.mod requires no Kubernetes`, {
    hint: 'install kind-audit again',
  });
}

/** Reads a version as the user types it, for OptionSpec.parse; throws a usage Problem for what cannot be built. */
export function parseImageVersion(text: string): Version {
  const hint = 'kind-audit image build, without --kubernetes-version';
  const version = /^v?\d+\.\d+\.\d+$/.test(text) ? parseVersion(text) : null;
  if (version === null) throw new Problem('usage', 'must be a version such as v1.36.3', { hint });
  if (compareVersions(version, OLDEST) < 0)
    throw new Problem('usage', `must not be older than ${formatVersion(OLDEST)}`, { hint });
  if (compareVersions([version[0], version[1], 0], NEWEST) > 0) {
    const why = 'needs containerd 2, and the base of the image has containerd 1.7';
    throw new Problem('usage', `Kubernetes ${formatVersion(version)} ${why}`, { hint });
  }
  return version;
}
