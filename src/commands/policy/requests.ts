// Makes the requests of `policy explain` from its options.
import type { OptionSpec } from '../command.ts';
import type { World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import type { PolicyRequest } from '../../policy/model/request.ts';
import { requestsFromKubectl } from '../../policy/request/from-kubectl.ts';
import { impliedGroups, requestFromJson } from '../../policy/request/from-parts.ts';
import { requestFromLine, requestFromPath } from '../../policy/request/from-line.ts';
import type { Caller } from '../../policy/request/from-url.ts';
import { requestFromWords } from '../../policy/request/from-words.ts';
import { Refusal } from '../../policy/request/refusal.ts';
import { requestsOfEvents } from './event-requests.ts';
import { readInput } from './input.ts';

export interface RequestOptions {
  readonly user?: string;
  readonly group?: readonly string[];
  readonly verb?: string;
  readonly resource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly url?: string;
  readonly request?: string;
  readonly kubectl?: string;
  readonly event?: string;
  readonly requests?: string;
}

export const requestOptions: readonly OptionSpec[] = [
  { flags: '--user <name>', description: 'the user; without it authentication has failed' },
  {
    flags: '--group <names>',
    description: 'groups of the user, separated by commas or one option each',
    byDefault: 'those that the API server adds itself',
    collect: (value) => value.split(','),
  },
  { flags: '--verb <verb>', description: 'get, list, watch, create, update, patch, delete, deletecollection' },
  { flags: '--resource <resource>', description: 'such as pods, pods/log, deployments.apps/scale' },
  { flags: '-n, --namespace <namespace>', description: 'namespace of the resource' },
  { flags: '--name <name>', description: 'name of the object in the address' },
  { flags: '--url <path>', description: 'a path, such as /healthz' },
  { flags: '--request <line>', description: "method and address, such as 'GET /api/v1/pods?watch=1'" },
  { flags: '--kubectl <command>', description: "such as 'delete pod x -n y'" },
  { flags: '--event <file>', description: 'a logged event, or - for standard input' },
  { flags: '--requests <file>', description: 'requests as JSON lines, or - for standard input' },
];

/** The requests, in order. Throws a usage Problem where the options describe none. */
export async function readRequests(world: World, options: RequestOptions): Promise<readonly PolicyRequest[]> {
  const { requests, event } = options;
  const given = ['requests', 'event', 'kubectl', 'request', 'url', 'resource'] as const;
  const ways = given.filter((way) => options[way] !== undefined);
  if (ways.length !== 1) {
    const what =
      ways.length === 0 ? 'no request is named' : `${ways.map((way) => `--${way}`).join(' and ')} name two requests`;
    throw new Problem('usage', what, {
      hint: 'kind-audit policy explain p.yaml --user jane --verb get --resource secrets',
    });
  }
  rejectUnread(options, ways[0] ?? 'resource');
  if (requests !== undefined) {
    const { text } = await readInput(world, requests);
    return jsonValues(text, requests).map((value, index) => fromJson(value, `${requests}, request ${index + 1}`));
  }
  if (event !== undefined) {
    const { text } = await readInput(world, event);
    return requestsOfEvents(text, event, world);
  }
  return options.kubectl === undefined ? [single(options)] : ofKubectl(options.kubectl, callerOf(options), world);
}

type Part = 'user' | 'group' | 'verb' | 'namespace' | 'name';
type Way = 'requests' | 'event' | 'kubectl' | 'request' | 'url' | 'resource';

/** The options that a way to name requests has no use for. */
const unread: Readonly<Record<Way, readonly Part[]>> = {
  requests: ['user', 'group', 'verb', 'namespace', 'name'],
  event: ['user', 'group', 'verb', 'namespace', 'name'],
  kubectl: ['verb', 'namespace', 'name'],
  request: ['verb', 'namespace', 'name'],
  url: ['namespace', 'name'],
  resource: [],
};

function rejectUnread(options: RequestOptions, way: Way): void {
  const part = unread[way].find((each) => options[each] !== undefined);
  if (part === undefined) return;
  throw new Problem('usage', `--${way} says itself what --${part} would`, { hint: `leave --${part} out` });
}

/** One JSON document, or one per line. */
function jsonValues(text: string, source: string): readonly unknown[] {
  const parse = (part: string, place: string): unknown => {
    try {
      return JSON.parse(part);
    } catch {
      throw new Problem('usage', `${place} is not JSON`);
    }
  };
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length > 1 && !isJson(lines[0] ?? '')) return [parse(text, source)].flat();
  return lines.flatMap((line, index) => parse(line, `${source}, line ${index + 1}`));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function fromJson(value: unknown, place: string): PolicyRequest {
  const found = requestFromJson(value);
  if (typeof found === 'string') throw new Problem('usage', `${place}: ${found}`);
  return found;
}

type WholeCaller = Required<Caller>;

function callerOf(options: RequestOptions): WholeCaller {
  const user = options.user ?? null;
  return { user, groups: options.group ?? impliedGroups(user) };
}

/** Each request that kubectl sends for a line; what it sends besides is reported. */
function ofKubectl(line: string, caller: WholeCaller, world: Pick<World, 'report'>): readonly PolicyRequest[] {
  const sent = orProblem('--kubectl', requestsFromKubectl(line));
  const note = (text: string): void => world.report({ type: 'note', level: 'info', text });
  for (const text of sent.besides) note(`kubectl sends more: ${text}`);
  for (const text of sent.remarks) note(text);
  return sent.requests.map((each) => ({ ...each, ...caller }));
}

function single(options: RequestOptions): PolicyRequest {
  const caller = callerOf(options);
  const { verb, namespace = '', name = '', url, resource = '', request: line } = options;
  if (line !== undefined) return orProblem('--request', requestFromLine(line, caller));
  if (url !== undefined) return orProblem('--url', requestFromPath(url, verb, caller));
  return orProblem('--resource', requestFromWords({ verb: verb ?? 'get', namespace, name, resource }, caller));
}

/** The value of an option, or a usage Problem with the reason. */
function orProblem<Value extends object>(option: string, found: Value | Refusal): Value {
  if (!(found instanceof Refusal)) return found;
  throw new Problem('usage', `${option}: ${found.message}`, { hint: found.help });
}
