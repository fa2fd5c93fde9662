// The change that puts a policy into effect on every control plane, whether they audit already or not.
import type { Content } from '../core/content.ts';
import type { LogRotation } from '../core/log-rotation.ts';
import { enableChange, joinChanges, policyArgument, policyChange, settingsChange, type Change } from './change.ts';
import { isAuditing, type Situation } from './situation.ts';

/** Whether a server reads its policy from another file than that of the place. */
export function readsAnotherFile({ nodes, place }: Pick<Situation, 'nodes' | 'place'>): boolean {
  return nodes.some(({ facts }) => facts.manifest?.args.get('audit-policy-file') !== policyArgument(place));
}

/** `rotation` is that of a cluster where nothing audits yet; else servers that do not audit get the arguments of one that does. */
export function policyEverywhere(
  { nodes, args, place }: Pick<Situation, 'nodes' | 'args' | 'place'>,
  policy: Content,
  source: string,
  rotation: LogRotation,
): Change {
  if (nodes.every(isAuditing)) return policyChange(policy, source, place, readsAnotherFile({ nodes, place }));
  const enabled = enableChange(policy, source, rotation, place);
  if (!nodes.some(isAuditing)) return enabled;
  return joinChanges(enabled, settingsChange(new Map([...args].filter(([name]) => name !== 'audit-policy-file')), []));
}
