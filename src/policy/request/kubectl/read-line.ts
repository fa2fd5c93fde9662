// A kubectl command line taken apart: the command, its words and its flags, as kubectl itself reads them.
import { nearest } from '../../../core/nearest.ts';
import { commandNames, flagsOf, type Flag } from './flags.ts';
import { Refusal } from '../refusal.ts';
import { shellWords } from './shell-words.ts';

/** A command line that kubectl can read. */
export interface Line {
  /** Such as "get" or "rollout restart". */
  readonly command: string;
  /** The other words, without what follows "--". */
  readonly words: readonly string[];
  /** The last value of every flag by its long name; of a switch "true" or "false". */
  readonly flags: ReadonlyMap<string, string>;
}

/** Other names of commands and of subcommands. */
const aliases: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'create cj': 'create cronjob',
    'create cm': 'create configmap',
    'create deploy': 'create deployment',
    'create ing': 'create ingress',
    'create ns': 'create namespace',
    'create pc': 'create priorityclass',
    'create pdb': 'create poddisruptionbudget',
    'create resourcequota': 'create quota',
    'create sa': 'create serviceaccount',
    'create svc': 'create service',
    'set sa': 'set serviceaccount',
    'top no': 'top node',
    'top nodes': 'top node',
    'top po': 'top pod',
    'top pods': 'top pod',
  }),
);

/** Commands that send nothing, and why. */
const silent: ReadonlyMap<string, string> = new Map([
  ['config', 'it works on the kubeconfig'],
  ['completion', 'it prints a script'],
  ['kustomize', 'it prints what it builds'],
  ['options', 'it prints flags'],
  ['plugin', 'it lists programs'],
  ['kuberc', 'it works on a file of preferences'],
  ['help', 'it prints help'],
  ['proxy', 'its clients do: explain what they send with --request'],
]);

/** Flags that stand before the command. */
const global = flagsOf('');

/** Reads a line. Throws a Refusal for a command or a flag that kubectl does not have. */
export function readLine(line: string): Line {
  const all = shellWords(line);
  const isProgram = /^(?:.*\/)?(?:kubectl(?:\.exe)?|k)$/.test(all[0] ?? '');
  const parts = isProgram ? all.slice(1) : all;
  const path = commandPath(parts);
  const { words, flags } = readFlags(parts, path);
  if (flags.get('help') === 'true') throw new Refusal('with --help kubectl sends nothing', 'leave it out');
  return { command: path, words: words.slice(path.split(' ').length), flags };
}

/** The command and its subcommand, by their first names. */
function commandPath(parts: readonly string[]): string {
  const words = firstWords(parts, 3);
  const [first = ''] = words;
  const reason = silent.get(first);
  if (reason !== undefined) throw new Refusal(`kubectl ${first} sends nothing: ${reason}`, 'name another command');
  const names = commandNames.map((name) => name.split(' '));
  if (!names.some(([name]) => name === first)) {
    const known = [...new Set(names.map(([name = '']) => name))];
    const meant = nearest(first, known);
    const what = first === '' ? 'the line names no kubectl command' : `kubectl ${first} is not supported`;
    throw new Refusal(what, meant === null ? `supported are ${known.join(', ')}` : `did you mean ${meant}?`);
  }
  let path = first;
  for (const word of words.slice(1)) {
    const next = aliases.get(`${path} ${word}`) ?? `${path} ${word}`;
    if (!commandNames.some((name) => name === next || name.startsWith(`${next} `))) break;
    path = next;
  }
  return path;
}

/** The first words that are no flags, where only flags of every command stand between them. */
function firstWords(parts: readonly string[], most: number): readonly string[] {
  const words: string[] = [];
  for (let index = 0; index < parts.length && words.length < most; index += 1) {
    const part = parts[index] ?? '';
    if (part === '--') break;
    if (!part.startsWith('-') || part === '-') words.push(part);
    else if (!part.includes('=') && global.get(part)?.form === 'value') index += 1;
  }
  return words;
}

function readFlags(parts: readonly string[], command: string): Pick<Line, 'words' | 'flags'> {
  const known = flagsOf(command);
  const words: string[] = [];
  const flags = new Map<string, string>();
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index] ?? '';
    if (part === '--') {
      // What follows is a command for a container, or more words.
      if (!/^(?:exec|attach|run|debug|create job|create cronjob|create deployment)$/.test(command))
        words.push(...parts.slice(index + 1));
      break;
    }
    if (!part.startsWith('-') || part === '-') {
      words.push(part);
      continue;
    }
    for (const { flag, written, value } of flagsIn(part, known, command)) {
      const given = value ?? (flag.form === 'value' ? parts[(index += 1)] : flag.form === 'switch' ? 'true' : '');
      if (given === undefined) throw new Refusal(`${written} has no value`, `write ${written} VALUE`);
      flags.set(flag.name, flag.form === 'switch' ? truth(given, written) : given);
    }
  }
  return { words, flags };
}

interface Written {
  readonly flag: Flag;
  readonly written: string;
  /** What stands after "=" or directly after the letter; undefined without. */
  readonly value: string | undefined;
}

/** "--name=value", "--name", "-n", "-nvalue", "-n=value", or several letters such as "-it". */
function flagsIn(part: string, known: ReadonlyMap<string, Flag>, command: string): readonly Written[] {
  if (part.startsWith('--')) {
    const [, written = part, value] = /^([^=]*)=([\s\S]*)$/.exec(part) ?? [];
    return [{ flag: known.get(written) ?? unknownFlag(written, known, command), written, value }];
  }
  const found: Written[] = [];
  for (let at = 1; at < part.length; at += 1) {
    const written = `-${part[at] ?? ''}`;
    const flag = known.get(written) ?? unknownFlag(written, known, command);
    const rest = part.slice(at + 1);
    if (rest.startsWith('=')) return [...found, { flag, written, value: rest.slice(1) }];
    if (flag.form === 'value') return [...found, { flag, written, value: rest === '' ? undefined : rest }];
    found.push({ flag, written, value: undefined });
  }
  return found;
}

function unknownFlag(written: string, known: ReadonlyMap<string, Flag>, command: string): never {
  const meant = written.startsWith('--') ? nearest(written, [...known.keys()]) : null;
  const help =
    meant !== null
      ? `did you mean ${meant}?`
      : /^(?:exec|run|debug)$/.test(command)
        ? 'write -- before the command of the container'
        : `kubectl ${command} --help lists its flags`;
  throw new Refusal(`kubectl ${command} has no flag ${written}`, help);
}

function truth(text: string, written: string): 'true' | 'false' {
  if (/^(?:1|t|true)$/i.test(text)) return 'true';
  if (/^(?:0|f|false)$/i.test(text)) return 'false';
  throw new Refusal(`${written} is true or false, not "${text}"`, `write ${written}`);
}
