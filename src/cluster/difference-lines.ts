// What a change of an existing cluster could make, in words.
import type { Differences } from './differences.ts';
import { isAsked } from './differences.ts';
import type { Settings } from './settings.ts';

/** One line for each difference, "what: is … , asked for …"; nodes are named where not all of them differ. */
export function changeableLines(
  settings: Settings,
  { silent, policy, unread, args, nodes }: Differences,
): readonly string[] {
  const { source } = settings.policy;
  const on = (some: readonly string[] | null): string =>
    some === null || some.length === nodes.length ? '' : ` on ${some.join(', ')}`;
  const other = isAsked(settings) ? source : `that of ${nodes.find((node) => !policy.includes(node)) ?? 'the others'}`;
  return [
    ...(silent.length === 0 ? [] : [`auditing${on(silent)}: is off, asked for policy ${source}`]),
    ...(policy.length === 0 ? [] : [`policy${on(policy)}: the API server's is not ${other}`]),
    ...(unread.length === 0 ? [] : [`policy${on(unread)}: the API server has not read it since its file was changed`]),
    ...args.map(
      ({ name, is, wanted, nodes: some }) => `--${name}${on(some)}: is ${is ?? 'not set'}, asked for ${wanted}`,
    ),
  ];
}

/** Whether there is nothing to change. */
export function isSame({ fixed, silent, policy, unread, args }: Differences): boolean {
  return [fixed, silent, policy, unread, args].every(({ length }) => length === 0);
}
