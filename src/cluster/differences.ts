// How an existing cluster differs from what was asked for.
import type { World } from '../core/ports.ts';
import { auditArguments } from '../kind/audit-settings.ts';
import { surveyNode } from '../node/survey.ts';
import type { MachineFacts } from './look.ts';
import type { Settings } from './settings.ts';

/** One line for each difference, "what: is … , asked for …"; empty when there are none. */
export async function differences(world: World, settings: Settings, facts: MachineFacts): Promise<readonly string[]> {
  const found: string[] = [];
  const compare = (what: string, is: string | number | undefined, wanted: string | number): void => {
    if (is !== wanted) found.push(`${what}: is ${is ?? 'not set'}, asked for ${wanted}`);
  };
  const controlPlanes = facts.existing.filter(({ role }) => role === 'control-plane');
  compare('control planes', controlPlanes.length, settings.controlPlanes);
  compare('workers', facts.existing.filter(({ role }) => role === 'worker').length, settings.workers);
  const first = controlPlanes[0];
  if (first === undefined) return found;
  if (settings.image !== null) compare('image', first.image, settings.image);
  const survey = await surveyNode(facts.engine.node(first));
  if (survey.manifest !== null) {
    for (const [name, wanted] of Object.entries(auditArguments(settings.rotation)))
      compare(`--${name}`, survey.manifest.args.get(name), wanted);
  }
  const wanted = world.sha256(settings.policy.bytes ?? settings.policy.text);
  if (survey.policy.sha256 !== null && survey.policy.sha256 !== wanted) {
    found.push(`policy: the API server's is not ${settings.policy.source}`);
  }
  return found;
}
