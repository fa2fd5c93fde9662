// The Kubernetes version whose verdict is asked for.

/** The newest minor version of Kubernetes 1 whose loader this is proven against. */
export const NEWEST_MINOR = 36;

/** The minor version of "1.35", "v1.35.3" or "1.35.x"; null for anything else. */
export function minorOf(version: string): number | null {
  const match = /^v?1\.(\d{1,3})(?:\.(?:\d+|x)(?:[-+].*)?)?$/.exec(version.trim());
  return match === null ? null : Number(match[1]);
}
