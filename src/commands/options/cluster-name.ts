// The cluster that a command is about.
import type { World } from '../../core/ports.ts';
import { nameInEnvironment, nameInSettings } from '../../settings/default-name.ts';
import type { SettingsInEffect } from '../../settings/settings.ts';

/**
 * The cluster name from --name, else KIND_CLUSTER_NAME, else the settings, else "kind", as kind itself chooses. The settings
 * files are read only where they decide, unless they are given.
 */
export async function clusterName(
  option: string | undefined,
  world: World,
  inEffect?: SettingsInEffect,
): Promise<string> {
  const known = option ?? nameInEnvironment(world.env);
  if (known !== null) return known;
  // Loaded only now: the help needs none of it.
  const { loadSettings } = await import('../../settings/load.ts');
  return nameInSettings(inEffect ?? (await loadSettings(world)));
}
