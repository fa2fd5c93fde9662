// The settings in effect as a report shows them.
import { placeText } from './place.ts';
import type { SettingsInEffect, WhyInEffect } from './settings.ts';

/** The files in effect, and what they enforce; `by` is the file and the line that say so. */
export interface SettingsReport {
  readonly files: readonly { readonly path: string; readonly why: WhyInEffect }[];
  readonly enforced: {
    readonly auditing: { readonly by: string } | null;
    /** A preset's name, or a path. */
    readonly policy: { readonly name: string; readonly by: string } | null;
    readonly minimum: readonly { readonly request: string; readonly level: string; readonly by: string }[];
  };
}

/** The report; the machine's file, which wins where something is enforced, comes last in `files`. */
export function describeSettings({ project, machine, enforced }: SettingsInEffect): SettingsReport {
  const { auditing, policy, minimum } = enforced;
  return {
    files: [project, machine].flatMap((file) => (file === null ? [] : [{ path: file.path, why: file.why }])),
    enforced: {
      auditing: auditing === null ? null : { by: placeText(auditing) },
      policy: policy === null ? null : { name: policy.value, by: placeText(policy.place) },
      minimum: minimum.map(({ words, level, place }) => ({ request: words, level, by: placeText(place) })),
    },
  };
}
