// The options of `logs`, and the plain data that they become.
import type { CommonOptions, OptionSpec } from '../command.ts';
import { duration, nameOption, wholeNumber } from './common.ts';
import { auditLevels, auditStages } from '../../events/audit-event.ts';
import { countable, type Countable, type FieldName } from '../../events/fields.ts';
import type { GrepPattern } from '../../events/filter.ts';
import { forms, type Form } from '../../events/render.ts';
import { codes, moment, names, pattern, words, type Moment } from './logs-values.ts';
import { outputOptions } from './output.ts';

/** What the options of `logs` become. Those that may be repeated are lists. */
export interface LogsOptions extends CommonOptions, Partial<Readonly<Record<FieldName, readonly string[]>>> {
  readonly name?: string;
  readonly failed?: boolean;
  readonly slowerThan?: number;
  /** A duration before now, or a time, both in milliseconds. */
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

export const logsOptions: readonly OptionSpec[] = [
  nameOption,
  { flags: '-f, --follow', description: 'then show each new event as it is written' },
  {
    flags: '--tail <count>',
    description: 'only the last events that pass the filters',
    byDefault: 'all; with --follow and no --since, 10',
    parse: wholeNumber({ least: 0, most: 1_000_000 }),
  },
  ...outputOptions(forms),
  list('--verb <verb>', 'for instance delete; every list filter may be repeated, takes * and is negated by !', names),
  list('--user <user>', 'who asked; a service account is sa:NAMESPACE:NAME'),
  list('--group <group>', 'a group of the user'),
  list('--as <user>', 'the user that was impersonated; * for any'),
  list('--namespace <namespace>', 'namespace of the object', names),
  list('--resource <resource>', 'pods, pods/log, deployments.apps, */scale', names),
  list('--object <name>', "the object's name"),
  list('--level <level>', auditLevels.join(', '), words(auditLevels)),
  list('--stage <stage>', `${auditStages.join(', ')}; as with --all-stages`, words(auditStages)),
  list('--code <code>', '403 or 4xx', codes),
  list('--source-ip <address>', 'an address that the request came from, or a range such as 192.0.2.0/24'),
  list('--user-agent <text>', 'part of the user agent, or a pattern with *'),
  list('--url <url>', 'the path of the request, with or without its query'),
  list('--id <id>', 'the auditID'),
  list('--grep <regex>', 'a regular expression for the whole line', (text) => [pattern(text)]),
  { flags: '--failed', description: 'only requests that were refused or failed: 4xx, 5xx, a panic' },
  {
    flags: '--slower-than <duration>',
    description: 'only requests that took longer, for instance 500ms',
    parse: duration,
  },
  {
    flags: '--since <time>',
    description: 'only events since this time: 10m (ago), 2d, or 2026-11-21T08:00:00Z',
    parse: moment,
  },
  { flags: '--until <time>', description: 'only events until this time', parse: moment },
  { flags: '--all-stages', description: 'every stage of a request instead of one line for each request' },
  {
    flags: '--top <field>',
    description: 'count the events by a field',
    choices: Object.keys(countable),
    conflicts: ['stats', 'follow', 'tail'],
  },
  {
    flags: '--stats',
    description: 'rate, bytes, levels, share of errors, the slowest requests',
    conflicts: ['top', 'follow', 'tail'],
  },
  {
    flags: '--time <form>',
    description: 'timestamps as local time, or relative to now',
    byDefault: 'absolute',
    choices: ['absolute', 'relative'],
  },
  {
    flags: '--color <when>',
    description: 'whether to colour; auto is on a terminal only',
    byDefault: 'auto',
    choices: ['auto', 'always', 'never'],
  },
  { flags: '--show-secrets', description: 'show the bodies of secrets and tokens in -o yaml (-o json hides nothing)' },
];

/** An option that may be repeated; one occurrence may hold several values. */
function list(
  flags: string,
  description: string,
  collect: (text: string) => readonly unknown[] = (text) => [text],
): OptionSpec {
  return { flags, description, collect };
}
