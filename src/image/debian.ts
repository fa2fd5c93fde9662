// The Debian base: which packages, from which mirror, and how far debootstrap is.

/** The release and the packages of the base. */
export interface BasePackages {
  readonly release: string;
  readonly packages: readonly string[];
}

/** Reads templates/image/packages: a release, then packages, one on a line; `#` begins a comment. */
export function readPackages(text: string): BasePackages {
  const [release = '', ...packages] = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  return { release, packages };
}

/** What `apt-get indextargets` is asked to print of each source; `readMirror` reads it. */
export const MIRROR_FORMAT = '$(LABEL)|$(COMPONENT)|$(RELEASE)|$(REPO_URI)';

/**
 * The machine's own Debian mirror, from apt's list of sources: the one whose package lists say
 * "Debian", else (no lists were fetched yet) the one of this machine's own release. Null where
 * apt knows no Debian.
 */
export function readMirror(targets: string, codename: string | null): string | null {
  const sources = targets
    .split('\n')
    .map((line) => line.split('|'))
    .filter(([, component, , uri]) => component === 'main' && /^https?:\/\//.test(uri ?? ''));
  const chosen =
    sources.find(([label]) => label === 'Debian') ??
    sources.find(([label, , release]) => label === '' && codename !== null && release === codename);
  return chosen?.[3] ?? null;
}

/** The codename of this machine's Debian, from os-release; null on anything else, Ubuntu included. */
export function debianCodename(osRelease: string): string | null {
  const value = (key: string): string | null => new RegExp(`^${key}="?([^"\n]*)"?$`, 'm').exec(osRelease)?.[1] ?? null;
  return value('ID') === 'debian' ? value('VERSION_CODENAME') : null;
}

/** What a line of debootstrap says it is doing; null for lines that are not progress. */
export function baseProgress(line: string): string | null {
  const [, words] = /^I: (.*?)\.*$/.exec(line) ?? [];
  return words === undefined ? null : words.charAt(0).toLowerCase() + words.slice(1);
}
