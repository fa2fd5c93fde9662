// Finding a node image: one that is here, or one that kind can pull.
import type { Engine, World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import { compareVersions, parseVersion } from '../kind/version.ts';
import { findEngine } from '../core/find-engine.ts';
import type { NeedState } from './need.ts';

const REPOSITORY = 'kindest/node';
/** What is asked of a registry to learn whether one answers, and what a build here makes. */
export const REFERENCE = `${REPOSITORY}:v1.36.3`;
/** Images that `kind-audit image build` made have labels that begin so. */
const LABEL_PREFIX = 'io.kind-audit.';
/** How long to wait for a registry, in milliseconds. */
const REGISTRY_MS = 5000;

/** What was seen of the node image. */
export interface NodeImageState extends NeedState {
  /** The reference to give to kind; null where kind's own choice is right. */
  readonly image: string | null;
}

/** Looks for a node image: the requested one, or any that a cluster could be made from. */
export async function lookAtNodeImage(
  world: Pick<World, 'engine' | 'signal'>,
  reference: string | null,
): Promise<NodeImageState> {
  const engine = await findEngine(world);
  if (engine instanceof Problem)
    return { status: 'unknown', evidence: 'known once a container engine answers', image: null };
  return reference === null ? lookForAny(engine, world.signal) : lookForOne(engine, reference, world.signal);
}

async function lookForOne(engine: Engine, reference: string, signal: AbortSignal): Promise<NodeImageState> {
  const present = (evidence: string): NodeImageState => ({ status: 'present', evidence, image: reference });
  const missing = (evidence: string): NodeImageState => ({ status: 'missing', evidence, image: null });
  if ((await engine.image(reference, signal)) !== null) return present(`${reference} is here`);
  const answer = await engine.registryHas(reference, REGISTRY_MS, signal);
  if (answer === 'yes') return present(`kind pulls ${reference}`);
  return missing(
    answer === 'no'
      ? `${reference} is not here, and its registry does not have it`
      : `${reference} is not here, and its registry does not answer`,
  );
}

async function lookForAny(engine: Engine, signal: AbortSignal): Promise<NodeImageState> {
  const local = (await engine.imagesOf(REPOSITORY, signal)).toSorted(newestFirst);
  for (const reference of local) {
    const labels = (await engine.image(reference, signal))?.labels ?? {};
    if (Object.keys(labels).some((label) => label.startsWith(LABEL_PREFIX)))
      return { status: 'present', evidence: `${reference}, built here`, image: reference };
  }
  // kind pulls its own choice by digest, so it has no tag; if it is here, no registry has to be asked.
  const pulled = local.find((reference) => reference.includes('@'));
  if (pulled !== undefined) return { status: 'present', evidence: `${pulled}, pulled by kind`, image: null };
  if ((await engine.registryHas(REFERENCE, REGISTRY_MS, signal)) !== 'unreachable')
    return { status: 'present', evidence: 'kind pulls it: its registry answers', image: null };
  const [newest] = local;
  return newest === undefined
    ? { status: 'missing', evidence: 'none is here, and no container registry answers', image: null }
    : { status: 'present', evidence: `${newest} is here; no container registry answers`, image: newest };
}

function newestFirst(a: string, b: string): number {
  return compareVersions(parseVersion(b) ?? [0, 0, 0], parseVersion(a) ?? [0, 0, 0]);
}
