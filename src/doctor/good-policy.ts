// Which policy could be put into effect: one that has no known errors.
import { asText, type Content } from '../core/content.ts';
import type { World } from '../core/ports.ts';
import { POLICY_FILE } from '../kind/paths.ts';
import { LARGEST_POLICY } from '../node/inspection.ts';
import type { NodePath } from '../node/survey.ts';
import { policyErrors, type PolicySource } from '../policy/load/load.ts';
import type { PolicyFiles, Target } from './check.ts';

export interface GoodPolicy {
  /** Its text, or its bytes where they are not UTF-8. */
  readonly text: Content;
  readonly path: string;
  /** In words: "the project's policy". */
  readonly what: string;
}

/** The project's policy when it is sound and allowed, else the last one that worked; null where there is neither. */
export async function goodPolicy({ policy, world, refusal }: Target): Promise<GoodPolicy | null> {
  if (policy === null) return null;
  const own = await projectPolicy(world, policy);
  return own !== null && (await refusal(own.text, own.path)) === null ? own : workedPolicy(world, policy);
}

export async function projectPolicy(world: World, { project }: PolicyFiles): Promise<GoodPolicy | null> {
  return soundPolicy(world, project, "the project's policy");
}

export async function workedPolicy(world: World, { worked }: PolicyFiles): Promise<GoodPolicy | null> {
  return soundPolicy(world, worked, 'the last policy that worked');
}

async function soundPolicy(world: World, path: string, what: string): Promise<GoodPolicy | null> {
  if ((await world.files.stat(path))?.kind !== 'file') return null;
  const bytes = await world.files.readBytes(path);
  const text = bytes === null ? '' : asText(bytes);
  return policyErrors(text).length > 0 ? null : { text, path, what };
}

/** Whether a policy in a node is the deployed copy's place, so that deploying another one changes what is read. */
export function isDeployed({ path }: Pick<NodePath, 'path'>): boolean {
  return path === POLICY_FILE;
}

/** Whether an API server would start with what a node has as its policy; what is too large to be read is taken for sound. */
export function isSound({ type, size }: NodePath, source: PolicySource | null): boolean {
  if (type !== 'regular file') return false;
  return source === null ? size > LARGEST_POLICY : policyErrors(source).length === 0;
}

/** The check that says what is wrong with a policy that is not sound. */
export function checkOfPolicy({ type, size }: NodePath): 'policy-mounted' | 'policy-valid' {
  return type !== 'regular file' || size === 0 ? 'policy-mounted' : 'policy-valid';
}
