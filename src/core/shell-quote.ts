// Argument lists as lines that can be pasted into a shell. For people to read; nothing here is ever run.

/** Quotes one argument for a POSIX shell where it needs it. */
function quote(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}

/** One pasteable line. */
export function pasteable(argv: readonly string[]): string {
  return argv.map(quote).join(' ');
}
