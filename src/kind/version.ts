// Version texts of kind, Kubernetes and Go.

/** A version as three numbers. */
export type Version = readonly [major: number, minor: number, patch: number];

/** Reads the first "v1.2.3" of a text, for instance of `kind version` or an image tag; null without one. */
export function parseVersion(text: string): Version | null {
  const match = /\bv?(\d+)\.(\d+)\.(\d+)/.exec(text);
  return match === null ? null : [Number(match[1]), Number(match[2]), Number(match[3])];
}

/** Reads a version as Go writes its own: "1.26.0", "go1.26.1", "1.26", "go1.26rc1"; null without one. */
export function parseGoVersion(text: string): Version | null {
  const match = /\b(?:go)?(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  return match === null ? null : [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
}

/** "v1.2.3" */
export function formatVersion([major, minor, patch]: Version): string {
  return `v${major}.${minor}.${patch}`;
}

/** Below zero when a is older than b, zero when equal, above zero when newer. */
export function compareVersions(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

/** The oldest kind whose configuration and labels this program relies on. */
export const OLDEST_KIND: Version = [0, 20, 0];
