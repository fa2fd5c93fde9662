// What `policy apply` does: reads and checks the policy, says what it changes, and makes the change.
import { requireAllowedPolicy } from '../../cluster/allowed-policy.ts';
import { filesFor } from '../../cluster/layers.ts';
import { sameContent, asText } from '../../core/content.ts';
import type { ExitCode } from '../../core/exit-code.ts';
import type { LogRotation } from '../../core/log-rotation.ts';
import { absolutePath } from '../../core/path.ts';
import type { World } from '../../core/ports.ts';
import { pasteable } from '../../core/shell-quote.ts';
import { POLICY_NAME } from '../../kind/paths.ts';
import { policyEverywhere } from '../../rollout/policy-everywhere.ts';
import { defaultRotation } from '../../kind/audit-settings.ts';
import { hasEverywhere, isReadEverywhere, type Situation } from '../../rollout/situation.ts';
import { loadSettings } from '../../settings/load.ts';
import type { SettingsInEffect } from '../../settings/settings.ts';
import { readRecord, statePaths } from '../../state/cluster-state.ts';
import { clusterName } from '../options/cluster-name.ts';
import { readAcceptedPolicy, type AcceptedPolicy } from '../policy/input.ts';
import type { ChangeOptions } from '../options/change.ts';
import type { ChangeRequest, WantedChange } from './change-request.ts';
import { makeChange } from './make-change.ts';
import { meaningOf, UNREAD } from './meaning.ts';

/** The words of the command, and the rotation of a log that there was not before. */
interface Manner {
  readonly verb: readonly string[];
  readonly rotation: LogRotation;
}

/** Puts a policy into effect, which the settings files must allow: a file, a preset, or without a name theirs or the project's. */
export async function applyPolicy(
  world: World,
  name: string | undefined,
  options: ChangeOptions,
  { verb, rotation }: Manner = { verb: ['policy', 'apply'], rotation: defaultRotation },
): Promise<ExitCode> {
  const inEffect = await loadSettings(world);
  const cluster = await clusterName(options.name, world, inEffect);
  const policy = await readAcceptedPolicy(world, name ?? (await policyByDefault(world, inEffect, cluster)));
  const words = ['kind-audit', ...verb, ...(name === undefined ? [] : [name]), '--name', cluster];
  return applyAccepted(world, inEffect, policy, { cluster, command: pasteable(words), options }, rotation);
}

/** Puts a policy into effect that was read already; throws the Problem `enforced` where the settings files do not allow it. */
export async function applyAccepted(
  world: World,
  inEffect: SettingsInEffect,
  policy: AcceptedPolicy,
  request: Omit<ChangeRequest, 'decide'>,
  rotation: LogRotation = defaultRotation,
): Promise<ExitCode> {
  await requireAllowedPolicy(world, inEffect, wantedPolicy(policy));
  return makeChange(world, { ...request, decide: (situation) => decide(world, situation, policy, rotation) });
}

/** The policy of a cluster where none is named: the enforced one, that of the settings, or the project's; a preset or a path. */
export async function policyByDefault(world: World, inEffect: SettingsInEffect, cluster: string): Promise<string> {
  const [ofSettings] = filesFor(inEffect, cluster).before.flatMap(({ content }) => content.policy ?? []);
  const chosen = inEffect.enforced.policy ?? ofSettings;
  return chosen?.value ?? projectPolicy(world, cluster);
}

/** The policy file of the folder in which the cluster was made; of the current folder for another one. */
export async function projectPolicy(world: World, cluster: string): Promise<string> {
  const record = await readRecord(world, statePaths(world, cluster));
  return record === null ? absolutePath(world.cwd, POLICY_NAME) : `${record.dir}/${POLICY_NAME}`;
}

/** The policy as the settings judge it. */
export function wantedPolicy({
  input: { source, text, name },
}: Pick<AcceptedPolicy, 'input'>): Parameters<typeof requireAllowedPolicy>[2] {
  return { text, source: name, ...(typeof source === 'string' ? {} : { bytes: source }) };
}

async function decide(
  world: World,
  situation: Situation,
  accepted: AcceptedPolicy,
  rotation: LogRotation,
): Promise<WantedChange | null> {
  const { input, policy } = accepted;
  const content = typeof input.source === 'string' ? input.source : asText(input.source);
  const isThere = hasEverywhere(situation, content);
  if (isThere && (await isReadEverywhere(world, situation))) return null;
  const other = situation.nodes.find((node) => !sameContent(node.policy, content)) ?? situation;
  const meaning = isThere ? [UNREAD] : await meaningOf(world, other.policy, policy);
  return { change: policyEverywhere(situation, content, input.name, rotation), meaning };
}
