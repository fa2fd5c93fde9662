// Which node image a cluster is made from.
import type { Engine } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { compareVersions, parseVersion } from '../kind/version.ts';

export const NODE_REPOSITORY = 'kindest/node';

export interface ImageChoice {
  /** Null leaves the choice to kind, which then pulls what it needs. */
  readonly reference: string | null;
}

/** How long a registry may take to answer, in milliseconds. */
const REGISTRY_MS = 5000;

/**
 * An image that was asked for; else one that `kind-audit image build` made here; else kind's own
 * choice. Throws a Problem when nothing is here and no registry answers.
 */
export async function chooseImage(engine: Engine, wish: string | null): Promise<ImageChoice> {
  if (wish !== null) {
    if ((await engine.image(wish)) === null && (await engine.registryHas(wish, REGISTRY_MS)) !== 'yes') {
      throw new Problem('image-missing', `the node image ${wish} is not here, and no registry gives it`, {
        hint: 'leave --image away, or: kind-audit image build',
      });
    }
    return { reference: wish };
  }
  const local = (await engine.imagesOf(NODE_REPOSITORY)).toSorted(newestFirst);
  for (const reference of local) {
    if (isOwnBuild((await engine.image(reference))?.labels ?? {})) return { reference };
  }
  if (local.length === 0 && (await engine.registryHas(`${NODE_REPOSITORY}:latest`, REGISTRY_MS)) === 'unreachable') {
    throw new Problem('image-missing', 'there is no node image here, and no container registry answers', {
      hint: 'kind-audit image build',
    });
  }
  return { reference: null };
}

/** Whether an image was made by `kind-audit image build`. */
function isOwnBuild(labels: Readonly<Record<string, string>>): boolean {
  return Object.keys(labels).some((label) => label.startsWith('io.kind-audit.'));
}

function newestFirst(a: string, b: string): number {
  return compareVersions(parseVersion(b) ?? [0, 0, 0], parseVersion(a) ?? [0, 0, 0]);
}
