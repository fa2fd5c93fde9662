// The questions of `up` at a terminal, each with its default.
import { defaultsFor, filesFor } from '../cluster/layers.ts';
import type { ClusterRequest } from '../cluster/settings.ts';
import { isWithin, limitsInWords, type Limits } from '../core/limited-number.ts';
import type { LogRotation } from '../core/log-rotation.ts';
import { count } from '../core/plural.ts';
import type { Prompt, World } from '../core/ports.ts';
import { rotationLimits } from '../kind/audit-settings.ts';
import { clusterNameProblem, nodeLimits } from '../kind/cluster-name.ts';
import { POLICY_NAME } from '../kind/paths.ts';
import { presets } from '../policy/authoring/presets.ts';
import { policyInWords } from '../settings/enforced-policy.ts';
import { noSettings, type SettingsInEffect } from '../settings/settings.ts';

const OWN_FILE = '(own)';
const OTHER_FILE = '(file)';
const FROM_SETTINGS = '(settings)';

/** Asks for name, policy, nodes and log rotation. All questions end before anything is done. */
export async function askForClusterRequest(world: World, before: ClusterRequest): Promise<ClusterRequest> {
  const { prompt } = world;
  const { inEffect = noSettings } = before;
  const name = await prompt.input('Cluster name', before.name, (value) => clusterNameProblem(value) ?? true);
  const byDefault = defaultsFor(inEffect, name);
  const policy = await askForPolicy(world, name, inEffect, byDefault.dir ?? world.cwd);
  const controlPlanes = await askNumber(
    prompt,
    'Control-plane nodes',
    byDefault.controlPlanes,
    nodeLimits.controlPlanes,
  );
  const workers = await askNumber(prompt, 'Worker nodes', byDefault.workers, nodeLimits.workers);
  const request = { ...before, name, ...policy, controlPlanes, workers };
  const { maxAgeDays, maxBackups, maxSizeMiB } = byDefault;
  if (await prompt.confirm(`Log rotation: ${rotationInWords(byDefault)}. Keep that?`, true)) return request;
  return {
    ...request,
    logMaxSize: await askNumber(prompt, 'Rotate the log at how many MiB', maxSizeMiB, rotationLimits.maxSizeMiB),
    logMaxBackup: await askNumber(prompt, 'Rotated files to keep (0: all)', maxBackups, rotationLimits.maxBackups),
    logMaxAge: await askNumber(prompt, 'Days to keep them (0: no limit)', maxAgeDays, rotationLimits.maxAgeDays),
  };
}

function rotationInWords({ maxSizeMiB, maxBackups, maxAgeDays }: LogRotation): string {
  return `${maxSizeMiB} MiB a file, ${count(maxBackups, 'file')}, ${count(maxAgeDays, 'day')}`;
}

/** What the settings enforce is not asked for. */
async function askForPolicy(
  world: World,
  name: string,
  inEffect: SettingsInEffect,
  dir: string,
): Promise<{ policy?: string }> {
  if (inEffect.enforced.policy !== null) return {};
  const own = (await world.files.stat(`${dir}/${POLICY_NAME}`)) !== null;
  const { before, after } = filesFor(inEffect, name);
  const [named] = [...before, ...(own ? [] : after)].flatMap(({ content }) => content.policy ?? []);
  const isOwnFile = own && named === undefined;
  const answer = await world.prompt.select(
    'Audit policy',
    [
      ...(named === undefined
        ? []
        : [{ value: FROM_SETTINGS, name: `${policyInWords(named.value)}, as ${named.place.file} says` }]),
      ...(isOwnFile ? [{ value: OWN_FILE, name: `${POLICY_NAME} of this folder` }] : []),
      ...presets.map(({ name: preset, title }) => ({ value: preset, name: `${preset}: ${title}` })),
      { value: OTHER_FILE, name: 'another file …' },
    ],
    named === undefined ? (own ? OWN_FILE : 'metadata') : FROM_SETTINGS,
  );
  if (answer === OWN_FILE || answer === FROM_SETTINGS) return {};
  if (answer !== OTHER_FILE) return { policy: answer };
  return {
    policy: await world.prompt.input('Policy file', POLICY_NAME, (value) => (value === '' ? 'a path is needed' : true)),
  };
}

/** A whole number within bounds. */
async function askNumber(prompt: Prompt, message: string, byDefault: number, limits: Limits): Promise<number> {
  const isGood = (value: string): boolean => /^\d+$/.test(value) && isWithin(Number(value), limits);
  return Number(
    await prompt.input(message, String(byDefault), (value) => (isGood(value) ? true : limitsInWords(limits))),
  );
}
