// The flags of a Kubernetes program's command line, as its parser reads them.

/** A flag, and which words of the command line it consists of. */
export interface Flag {
  /** Without dashes; "_" is read as "-". */
  readonly name: string;
  readonly value: string;
  /** The index of its first word, and how many words it has. */
  readonly at: number;
  readonly words: 1 | 2;
}

/** Flags that need no value: the next word is not theirs. */
const switches =
  /^(?:audit-log-compress|audit-(?:log|webhook)-(?:truncate-enabled|batch-throttle-enable)|permit-(?:port|address)-sharing|profiling|allow-privileged|enable-.*)$/;

/**
 * Reads "--name=value" and "--name value"; a flag without a value is "true". A word "--" ends the flags.
 * Source: github.com/spf13/pflag, parseLongArg; k8s.io/component-base/cli/flag, WordSepNormalizeFunc.
 */
export function flagsOf(words: readonly string[]): readonly Flag[] {
  const flags: Flag[] = [];
  for (let at = 0; at < words.length && words[at] !== '--'; at += 1) {
    const [, spelled, value] = /^--([^=]+)(?:=([^]*))?$/.exec(words[at] ?? '') ?? [];
    if (spelled === undefined) continue;
    const name = spelled.replaceAll('_', '-');
    const next = words[at + 1];
    if (value !== undefined) flags.push({ name, value, at, words: 1 });
    else if (next === undefined || next.startsWith('-') || switches.test(name))
      flags.push({ name, value: 'true', at, words: 1 });
    else {
      flags.push({ name, value: next, at, words: 2 });
      at += 1;
    }
  }
  return flags;
}
