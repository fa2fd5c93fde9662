// Which rule of a policy drops the doctor's marked request: a plain read of a configmap by the cluster's administrator.
import { lineAndColumn } from '../core/diagnostic.ts';
import { decideByMatching } from '../policy/decide/decide.ts';
import { loadWithPlaces, type PolicySource } from '../policy/load/load.ts';
import type { Level } from '../policy/model/policy.ts';
import { request } from '../policy/model/request.ts';
import { placeOf } from '../policy/text/tree.ts';

const marked = request({
  user: 'kubernetes-admin',
  groups: ['kubeadm:cluster-admins', 'system:authenticated'],
  verb: 'get',
  namespace: 'kube-system',
  resource: 'configmaps',
  name: 'kind-audit-proof',
});

/** The rule that decides on the marked request. */
export interface Decider {
  /** For instance "rule 2 (line 7, level None) decides on them". */
  readonly words: string;
  readonly level: Level;
}

/** The rule of a policy that decides on the marked requests; null when no rule does, or when the policy cannot be read. */
export function swallowedBy(source: PolicySource): Decider | null {
  const { policy, tree, text } = loadWithPlaces(source);
  if (policy === undefined) return null;
  const { rule, level } = decideByMatching(policy, marked);
  if (rule === null) return null;
  const { line } = lineAndColumn(text, placeOf(tree, ['rules', rule]).start);
  return { words: `rule ${rule + 1} (line ${line}, level ${level}) decides on them`, level };
}
