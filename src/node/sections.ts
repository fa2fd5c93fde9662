// The output of a script that gathers several things at once: "== name" before each.

/** The lines of each section by its name; empty lines are left out. */
export function parseSections(text: string): ReadonlyMap<string, readonly string[]> {
  const sections = new Map<string, string[]>();
  let lines: string[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('== ')) sections.set(line.slice(3), (lines = []));
    else if (line !== '') lines.push(line);
  }
  return sections;
}

/** Decodes base64; null where there is no text. */
export function decoded(base64: string | undefined): string | null {
  return base64 === undefined || base64 === '' ? null : Buffer.from(base64, 'base64').toString();
}
