// The options for a version of Kubernetes, or several.
import type { OptionSpec } from '../command.ts';
import { Problem } from '../../core/problem.ts';
import { minorOf, NEWEST_MINOR } from '../../policy/model/kubernetes-version.ts';

/** One version to judge for, as it was written, such as 1.35 or v1.35.2. */
export const versionOption: OptionSpec = {
  flags: '--kubernetes-version <version>',
  description: 'Kubernetes version to judge for',
  byDefault: `1.${NEWEST_MINOR}`,
  parse: parseVersion,
};

/** The same for several versions; a list of them. */
export const versionsOption: OptionSpec = {
  flags: '--kubernetes-version <versions>',
  description: 'Kubernetes versions to judge for, such as 1.35,1.36 or 1.30-1.36',
  byDefault: `1.${NEWEST_MINOR}`,
  collect: parseVersions,
};

function parseVersion(value: string): string {
  if (minorOf(value) !== null) return value;
  throw new Problem('usage', 'must be a version such as 1.35');
}

/** "1.34,1.36" or "1.30-1.36" as versions. */
function parseVersions(value: string): readonly string[] {
  return value.split(',').flatMap((part) => {
    const range = /^v?1\.(\d{1,3})(?:-|–|\.\.)v?1\.(\d{1,3})$/.exec(part.trim());
    if (range === null) return [parseVersion(part.trim())];
    const [from, to] = [Number(range[1]), Number(range[2])];
    if (to < from) throw new Problem('usage', `the range ${part.trim()} is empty`);
    return Array.from({ length: to - from + 1 }, (_, index) => `1.${from + index}`);
  });
}
