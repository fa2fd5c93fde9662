// The requests that a kubectl command line makes, as kubectl 1.36 sends them.
import { spellResource } from '../../events/spell-resource.ts';
import type { PolicyRequest } from '../model/request.ts';
import type { Sent } from './kubectl/asking.ts';
import { changes } from './kubectl/changes.ts';
import { creations } from './kubectl/creates.ts';
import { podCommands } from './kubectl/pods.ts';
import { readLine, type Line } from './kubectl/read-line.ts';
import { reads, type Sender } from './kubectl/reads.ts';
import { Refusal } from './refusal.ts';
import { isKnownGroup } from './kubectl/resource-words.ts';

const senders: ReadonlyMap<string, Sender> = new Map(
  Object.entries({ ...reads, ...changes, ...creations, ...podCommands }),
);

/** The answer for a line. */
export interface SentByKubectl extends Sent {
  /** What is assumed. */
  readonly remarks: readonly string[];
}

/**
 * What kubectl sends for a line such as "delete pod x -n y": each request that does what the command says once, in
 * kubectl's order, and in words what it sends besides. They have no user. A Refusal says why there is no answer.
 */
export function requestsFromKubectl(text: string): SentByKubectl | Refusal {
  try {
    const line = readLine(text);
    const send = senders.get(line.command);
    if (send === undefined) return incomplete(line);
    const { requests, besides } = send(line);
    return { requests: once(requests), besides: [...new Set(besides)], remarks: remarksOf(line, requests) };
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** "rollout" without a subcommand, or a command whose requests cannot be said. */
function incomplete({ command, words }: Line): Refusal {
  const subcommands = [...senders.keys()].filter((name) => name.startsWith(`${command} `));
  if (subcommands.length === 0)
    return new Refusal(`what kubectl ${command} sends depends on the cluster`, 'explain its requests with --request');
  const word = words[0] === undefined ? '' : ` ${words[0]}`;
  return new Refusal(`kubectl ${command}${word} is not a whole command`, `write ${subcommands.join(', ')}`);
}

function once(requests: readonly PolicyRequest[]): readonly PolicyRequest[] {
  return [...new Map(requests.map((each) => [JSON.stringify(each), each])).values()];
}

/** What a reader must know of the answer. */
function remarksOf({ flags }: Line, requests: readonly PolicyRequest[]): readonly string[] {
  const poses = ['as', 'as-group', 'as-uid', 'as-user-extra'].some((flag) => flags.has(flag));
  const custom = requests.filter(({ resource, group }) => resource !== '' && !isKnownGroup(group)).map(spellResource);
  return [
    ...(poses ? ['a policy sees the user who sends the request, not the one of --as'] : []),
    ...[...new Set(custom)].map((name) => `${name} is taken for a resource with namespaces`),
  ];
}
