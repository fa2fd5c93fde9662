// What `up` does with a cluster that differs from what was asked for: one change of policy and settings, planned or made.
import { differences } from '../../cluster/differences.ts';
import type { ChangeOffer, UpChange } from '../../cluster/up.ts';
import { howWantedOf } from '../../cluster/settings.ts';
import { wantedChange } from '../../cluster/wanted-change.ts';
import type { World } from '../../core/ports.ts';
import { loadPolicy } from '../../policy/load/load.ts';
import type { DraftedChange } from '../../rollout/change-auditing.ts';
import type { Situation } from '../../rollout/situation.ts';
import { upCommand } from '../../state/cluster-commands.ts';
import { showChange } from './change-output.ts';
import type { ChangeOptions } from '../options/change.ts';
import type { ChangeRequest, WantedChange } from './change-request.ts';
import { changeLocked, planChangeOf } from './make-change.ts';
import { argumentMeaning, meaningOf, UNREAD } from './meaning.ts';

/** A change that `up` would make. */
export interface PlannedForUp extends Pick<UpChange, 'what' | 'meaning' | 'strategy'> {
  readonly reason: string;
  readonly steps: DraftedChange['steps'];
}

/** Asks, and makes it; null where nothing differs any more once an earlier change was finished. The caller holds the lock. */
export async function changeForUp(world: World, offer: ChangeOffer, options: ChangeOptions): Promise<UpChange | null> {
  const done = await changeLocked(world, requestOf(world, offer, options));
  await world.finished();
  if (done === null) return null;
  const { wanted, made } = done;
  return { what: wanted.change.what, meaning: wanted.meaning, strategy: made.strategy, revision: made.revision };
}

/** The change that would be made, which is shown too; null where nothing differs. */
export async function planChangeForUp(
  world: World,
  offer: Omit<ChangeOffer, 'whenProven'>,
  options: ChangeOptions,
): Promise<PlannedForUp | null> {
  const request = requestOf(world, offer, options);
  const planned = await planChangeOf(world, request);
  if (planned === null) return null;
  const { wanted, drafted } = planned;
  await showChange(world, request, wanted, drafted);
  const { strategy, reason, steps } = drafted;
  return { what: wanted.change.what, meaning: wanted.meaning, strategy, reason, steps };
}

function requestOf(
  world: World,
  { settings, facts, ...offer }: Omit<ChangeOffer, 'whenProven'> & Partial<ChangeOffer>,
  { yes, output }: ChangeOptions,
): ChangeRequest {
  const { whenProven } = offer;
  return {
    cluster: settings.name,
    command: upCommand(howWantedOf(settings)),
    options: { ...(yes === undefined ? {} : { yes }), ...(output === undefined ? {} : { output }) },
    async decide(situation) {
      const wanted = await decide(world, { settings, facts }, situation);
      return wanted === null || whenProven === undefined ? wanted : { ...wanted, whenProven };
    },
  };
}

/** Compares again: an earlier change may have been finished or undone in between. */
async function decide(
  world: World,
  { settings, facts }: Pick<ChangeOffer, 'settings' | 'facts'>,
  situation: Situation,
): Promise<WantedChange | null> {
  const found = await differences(world, settings, facts);
  const wanted = wantedChange(settings, found, situation);
  if (wanted === null) return null;
  const { change, policy, before } = wanted;
  const loaded = policy === null ? undefined : loadPolicy(policy).policy;
  const unread = found.unread.length > 0 && found.policy.length + found.silent.length === 0;
  const meaning = loaded === undefined ? [] : unread ? [UNREAD] : await meaningOf(world, before, loaded);
  return {
    change,
    meaning: [...meaning, ...found.args.map(({ name, is, wanted: to }) => argumentMeaning(name, is, to))],
  };
}
