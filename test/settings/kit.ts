// Settings for tests, read as a file's are.
import { loadWithPlaces } from '../../src/policy/load/load.ts';
import type { NamedPolicy } from '../../src/settings/check-minimum.ts';
import { readSettings } from '../../src/settings/read-settings.ts';
import { settingsInEffect, type SettingsFile, type SettingsInEffect } from '../../src/settings/settings.ts';

export const PROJECT = '/project/kind-audit.yaml';
export const MACHINE = '/etc/kind-audit.yaml';

function fileOf(path: string, text: string | undefined): SettingsFile | null {
  if (text === undefined) return null;
  const content = readSettings(Buffer.from(text), path, '/home/person');
  return { path, why: path === MACHINE ? 'machine' : 'project', content };
}

/** The settings of a project's text and of a machine's. */
export function settingsOf(project?: string, machine?: string): SettingsInEffect {
  return settingsInEffect(fileOf(PROJECT, project), fileOf(MACHINE, machine));
}

/** A policy with these rules, one a line in YAML's flow style, from line 4 on; `more` are lines after them. */
export function policyOf(rules: readonly string[], more = ''): NamedPolicy {
  const list = rules.map((rule) => `- {${rule}}\n`).join('');
  const { policy, ...placed } = loadWithPlaces(`apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n${list}${more}`);
  if (policy === undefined) throw new Error(JSON.stringify(placed.diagnostics));
  return { ...placed, policy, source: 'p.yaml' };
}
