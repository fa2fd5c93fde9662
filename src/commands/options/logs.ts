// The options of `logs`, and the plain data that they become.
import type { OptionSpec } from '../command.ts';
import { duration, kubeconfigOption, nameOption, wholeNumber } from './common.ts';
import { auditLevels, auditStages } from '../../events/audit-event.ts';
import { countable, type Countable, type FieldName } from '../../events/fields.ts';
import type { GrepPattern } from '../../events/filter.ts';
import { forms, type Form } from '../../events/render.ts';
import { codes, moment, names, oneOf, pattern, words, type Moment } from './logs-values.ts';

/** What commander gives. Repeatable options are lists. */
export interface LogsOptions extends Partial<Readonly<Record<FieldName, readonly string[]>>> {
  readonly name?: string;
  readonly failed?: boolean;
  readonly slowerThan?: number;
  /** A length of time before now, or a moment, both in milliseconds. */
  readonly since?: Moment;
  readonly until?: Moment;
  readonly grep?: readonly GrepPattern[];
  readonly allStages?: boolean;
  readonly output?: Form;
  readonly top?: Countable;
  readonly stats?: boolean;
  readonly color?: 'auto' | 'always' | 'never';
  readonly time?: 'absolute' | 'relative';
  readonly showSecrets?: boolean;
  readonly follow?: boolean;
  readonly tail?: number;
}

/** The options, made anew for every command line: those that repeat collect their values. */
export function logsOptions(): readonly OptionSpec[] {
  return [
    nameOption,
    kubeconfigOption,
    { flags: '-f, --follow', description: 'go on with every event as it is written' },
    {
      flags: '--tail <count>',
      description: 'only the last events that pass the filters',
      byDefault: 'all; with --follow and no --since, 10',
      parse: wholeNumber('--tail', 0, 1_000_000),
    },
    {
      flags: '-o, --output <form>',
      description: forms.join(', '),
      byDefault: 'pretty',
      parse: oneOf('--output', forms),
    },
    list('--verb <verb>', 'for instance delete; every list filter may be repeated, takes * and is negated by !', names),
    list('--user <user>', 'who asked'),
    list('--group <group>', 'a group of the user'),
    list('--as <user>', 'whom the user acted as (impersonation); * for anybody'),
    list('--namespace <namespace>', 'namespace of the object', names),
    list('--resource <resource>', 'pods, pods/log, deployments.apps, */scale', names),
    list('--object <name>', "the object's name"),
    list('--level <level>', auditLevels.join(', '), words('--level', auditLevels)),
    list('--stage <stage>', `${auditStages.join(', ')}; as with --all-stages`, words('--stage', auditStages)),
    list('--code <code>', '403 or 4xx', codes),
    list('--source-ip <address>', 'an address that the request came from'),
    list('--user-agent <text>', 'part of the user agent, or a pattern with *'),
    list('--url <url>', 'the path of the request, with or without its query'),
    list('--id <id>', 'the auditID'),
    list('--grep <regex>', 'a regular expression for the whole line', (text) => [pattern(text)]),
    { flags: '--failed', description: 'only what was refused or went wrong: 4xx, 5xx, a panic' },
    {
      flags: '--slower-than <duration>',
      description: 'only what took longer, for instance 500ms',
      parse: duration('--slower-than'),
    },
    {
      flags: '--since <time>',
      description: 'from a moment on: 10m (ago), 2d, or 2026-11-21T08:00:00Z',
      parse: moment('--since'),
    },
    { flags: '--until <time>', description: 'up to a moment', parse: moment('--until') },
    { flags: '--all-stages', description: 'every stage of a request instead of one line for each request' },
    {
      flags: '--top <field>',
      description: `count the events by ${Object.keys(countable).join(', ')}`,
      parse: oneOf('--top', Object.keys(countable)),
    },
    { flags: '--stats', description: 'rate, bytes, levels, share of errors, the slowest requests' },
    {
      flags: '--time <form>',
      description: 'absolute (local) or relative',
      byDefault: 'absolute',
      parse: oneOf('--time', ['absolute', 'relative']),
    },
    {
      flags: '--color <when>',
      description: 'auto, always or never',
      byDefault: 'auto',
      parse: oneOf('--color', ['auto', 'always', 'never']),
    },
    { flags: '--show-secrets', description: 'show the bodies of secrets and tokens in -o yaml' },
  ];
}

/** An option that may be repeated; one occurrence may hold several values. */
function list<T>(
  flags: string,
  description: string,
  parse: (text: string) => readonly T[] = (text) => [text as T],
): OptionSpec {
  const values: T[] = [];
  return {
    flags,
    description,
    parse(text) {
      values.push(...parse(text));
      return values;
    },
  };
}
