// The change that puts a policy into effect on every control plane, whether they audit already or not.
import type { Content } from '../core/content.ts';
import type { LogRotation } from '../core/log-rotation.ts';
import { enableChange, joinChanges, policyChange, settingsChange, type Change } from './change.ts';
import { isAuditing, type Situation } from './situation.ts';

/** `rotation` is that of a cluster where nothing audits yet; else servers that do not audit get the arguments of one that does. */
export function policyEverywhere(
  { nodes, args, place }: Pick<Situation, 'nodes' | 'args' | 'place'>,
  policy: Content,
  source: string,
  rotation: LogRotation,
): Change {
  if (nodes.every(isAuditing)) return policyChange(policy, source, place);
  const enabled = enableChange(policy, source, rotation, place);
  if (!nodes.some(isAuditing)) return enabled;
  return joinChanges(enabled, settingsChange(new Map([...args].filter(([name]) => name !== 'audit-policy-file')), []));
}
