// What `policy rollback` does: finds the revision, and makes the change that puts it into effect again.
import { requireAllowedPolicy } from '../../cluster/allowed-policy.ts';
import { textOfPolicy } from '../../cluster/policy-source.ts';
import { sameContent, type Content } from '../../core/content.ts';
import type { ExitCode } from '../../core/exit-code.ts';
import type { World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import { pasteable } from '../../core/shell-quote.ts';
import { auditArguments, defaultRotation } from '../../kind/audit-settings.ts';
import { loadPolicy } from '../../policy/load/load.ts';
import { disableChange, joinChanges, settingsChange } from '../../rollout/change.ts';
import { policyEverywhere } from '../../rollout/policy-everywhere.ts';
import { hasEverywhere, isReadEverywhere, nodeWithOther, type Situation } from '../../rollout/situation.ts';
import { loadSettings } from '../../settings/load.ts';
import { mayDisable } from '../../settings/may-disable.ts';
import { inEffectHere, readRevisions, revisionPolicy, type Revision } from '../../state/revisions.ts';
import { clusterName } from '../options/cluster-name.ts';
import type { ChangeOptions } from '../options/change.ts';
import type { WantedChange } from './change-request.ts';
import { makeChange } from './make-change.ts';
import { meaningOf, UNREAD } from './meaning.ts';

/** Goes back to a revision, which the settings files must allow; without a number to the one before. */
export async function rollBack(world: World, revision: string | undefined, options: ChangeOptions): Promise<ExitCode> {
  const inEffect = await loadSettings(world);
  const cluster = await clusterName(options.name, world, inEffect);
  const words = ['kind-audit', 'policy', 'rollback', ...(revision === undefined ? [] : [revision]), '--name', cluster];
  return makeChange(world, {
    cluster,
    command: pasteable(words),
    options,
    async decide(situation) {
      const target = find(await readRevisions(world, situation.state), revision, situation);
      const policy = target.audits ? await revisionPolicy(world, situation.state, target.revision) : null;
      const refusal = target.audits ? null : mayDisable(inEffect);
      if (refusal !== null) throw refusal;
      if (policy !== null)
        await requireAllowedPolicy(world, inEffect, {
          ...textOfPolicy(policy),
          source: `the policy of revision ${target.revision}`,
        });
      return decide(world, situation, target, policy);
    },
  });
}

/** The revision of this number, else the last one that was in effect on this cluster before the current one. */
function find(
  revisions: readonly Revision[],
  asked: string | undefined,
  { cluster, containers }: Pick<Situation, 'cluster' | 'containers'>,
): Revision {
  const good = revisions.filter(({ outcome }) => outcome === 'in-effect');
  const hint = `kind-audit policy history --name ${cluster}`;
  const target =
    asked === undefined
      ? inEffectHere(good, containers).at(-2)
      : good.find(({ revision }) => String(revision) === asked);
  if (target !== undefined) return target;
  const which = asked === undefined ? 'no earlier revision' : `no revision ${asked} that was in effect`;
  const known =
    good.length === 0 ? 'nothing was changed yet' : `there are: ${good.map((each) => each.revision).join(', ')}`;
  throw new Problem('usage', `the cluster "${cluster}" has ${which}; ${known}`, { hint });
}

async function decide(
  world: World,
  situation: Situation,
  target: Revision,
  policy: Content | null,
): Promise<WantedChange | null> {
  const { args } = situation;
  const audits = args.has('audit-policy-file');
  const what = `as revision ${target.revision}`;
  if (!target.audits)
    return audits ? { change: { ...disableChange(args), what }, meaning: ['nothing is audited any more'] } : null;
  if (policy === null)
    throw new Problem('file-unreadable', `the policy of revision ${target.revision} is not kept any more`, {
      hint: `kind-audit policy history --name ${situation.cluster}`,
    });
  const source = `of revision ${target.revision}`;
  const first = policyEverywhere(situation, policy, source, defaultRotation);
  const before = audits ? args : new Map(Object.entries(auditArguments(defaultRotation)));
  const set = new Map(
    Object.entries(target.args).filter(
      ([name, value]) =>
        isSetting(name) &&
        (before.get(name) !== value || (audits && nodeWithOther(situation, name, value) !== undefined)),
    ),
  );
  const remove = [...before.keys()].filter((name) => isSetting(name) && !Object.hasOwn(target.args, name));
  if (hasEverywhere(situation, policy) && set.size === 0 && remove.length === 0) {
    return (await isReadEverywhere(world, situation)) ? null : { change: { ...first, what }, meaning: [UNREAD] };
  }
  const change = set.size === 0 && remove.length === 0 ? first : joinChanges(first, settingsChange(set, remove));
  const loaded = loadPolicy(policy).policy;
  const other = situation.nodes.find((node) => !sameContent(node.policy, policy)) ?? situation;
  const meaning = loaded === undefined ? [] : await meaningOf(world, other.policy, loaded);
  return { change: { ...change, what }, meaning };
}

/** Where the policy is says the place, not a revision. */
function isSetting(name: string): boolean {
  return name.startsWith('audit-') && name !== 'audit-policy-file';
}
