// The Kubernetes version whose verdict is asked for.

/** The newest minor version of Kubernetes 1 whose loader this is proven against. */
export const NEWEST_MINOR = 36;

/** The minor version of "1.35", "v1.35.3" or "1.35.x"; null for anything else. */
export function minorOf(version: string): number | null {
  const match = /^v?1\.(\d{1,3})(?:\.(?:\d+|x)(?:[-+].*)?)?$/.exec(version.trim());
  return match === null ? null : Number(match[1]);
}

/** Neighbouring versions as a range; the newest known one stands for later ones. */
export function spellVersions(versions: readonly string[]): string {
  const minors = [...new Set(versions.map((version) => minorOf(version) ?? 0))].toSorted((a, b) => a - b);
  const groups: number[][] = [];
  for (const minor of minors) {
    const last = groups.at(-1);
    if (last?.at(-1) === minor - 1) last.push(minor);
    else groups.push([minor]);
  }
  return groups
    .map((group) => {
      const [first = 0, last = first] = [group[0], group.at(-1)];
      if (last >= NEWEST_MINOR) return `1.${first}+`;
      return first === last ? `1.${first}` : `1.${first}–1.${last}`;
    })
    .join(', ');
}
