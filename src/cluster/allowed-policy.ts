// Whether the settings files allow a policy to be used: asked before anything is changed.
import type { World } from '../core/ports.ts';
import { Problem } from '../core/problem.ts';
import type { Refusal } from '../doctor/check.ts';
import { loadWithPlaces } from '../policy/load/load.ts';
import { checkMinimum, minimumProblem } from '../settings/check-minimum.ts';
import { enforcedPolicy } from '../settings/enforced-policy.ts';
import { loadSettings } from '../settings/load.ts';
import type { SettingsInEffect } from '../settings/settings.ts';
import { readPolicyOfSettings, textOfPolicy, type PolicyText } from './policy-source.ts';
import { requireGoodPolicy } from './steps/policy.ts';

/**
 * Throws the Problem `enforced`, which names the file and the line that decide, where a settings file enforces another policy, or
 * a request that this one logs less of; and `policy-refused` for a policy of which that cannot be said, since no API
 * server accepts it. Nothing is enforced: nothing is read.
 */
export async function requireAllowedPolicy(
  world: World,
  { enforced }: Pick<SettingsInEffect, 'enforced'>,
  wanted: Pick<PolicyText, 'text' | 'bytes' | 'source'>,
): Promise<void> {
  const { source } = wanted;
  const content = wanted.bytes ?? wanted.text;
  if (enforced.policy !== null) {
    const must = await readPolicyOfSettings(world, enforced.policy);
    const problem = enforcedPolicy(enforced.policy, must.bytes ?? must.text, { content, source });
    if (problem !== null) throw problem;
  }
  if (enforced.minimum.length === 0) return;
  requireGoodPolicy(wanted);
  const { policy, ...placed } = loadWithPlaces(content);
  if (policy === undefined) return;
  const problem = minimumProblem(source, checkMinimum({ ...placed, policy, source }, enforced.minimum));
  if (problem !== null) throw problem;
}

/**
 * The same as a question, for which the settings are read when it is asked: the Problem, also that of settings which cannot be
 * read, or null where the policy in a file is allowed.
 */
export function refusalOf(world: World): Refusal {
  return async (content, source) => {
    try {
      await requireAllowedPolicy(world, await loadSettings(world), { ...textOfPolicy(content), source });
      return null;
    } catch (error) {
      if (error instanceof Problem) return error;
      throw error;
    }
  };
}
