// Which events are wanted: every option's condition must hold.
import { isFailure, type AuditEvent } from './audit-event.ts';
import { fields, type FieldName } from './fields.ts';
import { negation } from './glob.ts';
import { timestampReader } from './timestamp.ts';

/** A regular expression for the whole line. */
export interface GrepPattern {
  readonly source: string;
  readonly ignoreCase: boolean;
  readonly negated: boolean;
}

/** Whether the time that a pattern needs may grow faster than the line: it repeats something or has a choice. */
export function isUnbounded({ source }: GrepPattern): boolean {
  return /[*+?{|]/.test(source);
}

/** What is asked for, as plain data that can be sent to another thread. */
export interface FilterSpec {
  /** Patterns per field: one of the positive ones must match, and none of those with "!". */
  readonly fields: Readonly<Partial<Record<FieldName, readonly string[]>>>;
  readonly failed: boolean;
  /** Milliseconds from the receipt of the request to the stage. */
  readonly slowerThan: number | null;
  /** Milliseconds since 1970, by the time of the stage. */
  readonly since: number | null;
  readonly until: number | null;
  readonly grep: readonly GrepPattern[];
}

export const everything: FilterSpec = {
  fields: {},
  failed: false,
  slowerThan: null,
  since: null,
  until: null,
  grep: [],
};

/** A test of an event and its line; the line's text is only asked for where it is needed. */
export type Filter = (event: AuditEvent, line: string) => boolean;

/** Builds the test of a specification. */
export function compileFilter(spec: FilterSpec): Filter {
  const tests: Filter[] = Object.entries(spec.fields).map(([name, patterns]) =>
    fieldTest(name as FieldName, patterns ?? []),
  );
  if (spec.failed) tests.push(isFailure);
  const read = timestampReader();
  const { slowerThan, since, until } = spec;
  if (slowerThan !== null)
    tests.push((event) => read(event.stageTimestamp) - read(event.requestReceivedTimestamp) > slowerThan);
  if (since !== null) tests.push((event) => read(event.stageTimestamp) >= since);
  if (until !== null) tests.push((event) => read(event.stageTimestamp) <= until);
  tests.push(...spec.grep.map(grepTest));
  return (event, line) => tests.every((test) => test(event, line));
}

function fieldTest(name: FieldName, texts: readonly string[]): Filter {
  const patterns = texts.map(negation);
  const compile = (negated: boolean): ((event: AuditEvent) => boolean)[] =>
    patterns.filter((entry) => entry.negated === negated).map(({ pattern }) => fields[name].test(pattern));
  const wanted = compile(false);
  const unwanted = compile(true);
  return (event) =>
    (wanted.length === 0 || wanted.some((test) => test(event))) && !unwanted.some((test) => test(event));
}

function grepTest({ source, ignoreCase, negated }: GrepPattern): Filter {
  const pattern = new RegExp(source, ignoreCase ? 'i' : '');
  return (_event, line) => (pattern.test(line) || (line.includes('\\u') && pattern.test(unescaped(line)))) !== negated;
}

/** The line with its escaped characters written out, where that does not break its strings: Go escapes & < and >. */
function unescaped(line: string): string {
  return line.replaceAll(/\\u([0-9a-fA-F]{4})/g, (whole, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    return character < ' ' || character === '"' || character === '\\' ? whole : character;
  });
}
