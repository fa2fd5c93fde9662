// The settings in effect: what kind-audit.yaml of the project and of the machine say, each value with its place.
import type { Place, Placed } from './place.ts';
import type { Minimum } from './sections/minimum.ts';
import type { FileContent } from './table.ts';

/** Why a file is in effect: it was named, it is in the project's folders, or it is the machine's. */
export type WhyInEffect = 'KIND_AUDIT_CONFIG' | 'project' | 'machine';

/** A settings file that was read. */
export interface SettingsFile {
  /** Absolute. */
  readonly path: string;
  readonly why: WhyInEffect;
  readonly content: FileContent;
}

/** What the files enforce, of all of them together. */
export interface Enforced {
  /** Where it says that auditing stays on; null where nothing does. */
  readonly auditing: Place | null;
  /** The only policy that may be used, a preset's name or an absolute path; the machine's file comes first. */
  readonly policy: Placed<string> | null;
  /** The machine's, then the project's: all of them hold. */
  readonly minimum: readonly Minimum[];
}

/** All that was found; `project` is also the file that KIND_AUDIT_CONFIG names. */
export interface SettingsInEffect {
  readonly project: SettingsFile | null;
  readonly machine: SettingsFile | null;
  readonly enforced: Enforced;
}

/** The settings of files that were read. */
export function settingsInEffect(project: SettingsFile | null, machine: SettingsFile | null): SettingsInEffect {
  const enforced = [machine, project].map((file) => file?.content.enforce);
  return {
    project,
    machine,
    enforced: {
      auditing: enforced.find((each) => each?.auditing?.value === true)?.auditing?.place ?? null,
      policy: enforced.find((each) => each?.policy !== undefined)?.policy ?? null,
      minimum: enforced.flatMap((each) => each?.minimum ?? []),
    },
  };
}

/** Those of a machine without any settings file. */
export const noSettings: SettingsInEffect = settingsInEffect(null, null);
