// What the commands of kubectl send that work on pods and on nodes: exec, logs, cp, debug, drain and the like.
import {
  ask,
  askForAll,
  checkedName,
  isOn,
  rejectFiles,
  rejectLocal,
  selects,
  targetsOf,
  type Sent,
  type Target,
} from './asking.ts';
import type { Line } from './read-line.ts';
import type { Sender } from './reads.ts';
import { Refusal } from '../refusal.ts';
import { resourceOfWord } from './resource-words.ts';

const readFirst = 'before that a get of the pod';

/** "web" or "pod/web". Throws a Refusal for what only chooses a pod, such as deploy/web. */
function podOf(line: Line, word: string | undefined): Target {
  if (word === undefined) throw new Refusal(`kubectl ${line.command} names no pod`, `write ${line.command} POD`);
  const target = podOrOther(word);
  if (target.resource.resource === 'pods' && target.resource.group === '') return target;
  throw new Refusal(`kubectl ${line.command} ${word} chooses a pod itself`, 'name the pod');
}

function podOrOther(word: string): Target {
  const [type = '', name, ...more] = word.split('/');
  if (name === undefined) return { resource: resourceOfWord('pods'), name: checkedName(type) };
  if (more.length > 0) throw new Refusal(`"${word}" is not one object`, 'write POD or TYPE/NAME');
  return { resource: resourceOfWord(type), name: checkedName(name) };
}

/** Newer clients open a session with GET, older ones with POST. */
const older = 'kubectl before 1.31, or where GET fails, opens it with create';

const session =
  (subresource: string): Sender =>
  (line) => ({
    requests: [ask(line, 'get', podOf(line, line.words[0]), subresource)],
    besides: [readFirst, older],
  });

const logs: Sender = (line) => {
  const pods = { resource: resourceOfWord('pods'), name: '' };
  if (selects(line)) {
    if (line.words.length > 0)
      throw new Refusal('kubectl logs rejects a pod beside a selector', 'leave one of both out');
    return {
      requests: [askForAll(line, 'list', pods)],
      besides: ['then a get of the log of every pod that the list finds: explain it with "logs NAME"'],
    };
  }
  return { requests: [ask(line, 'get', podOf(line, line.words[0]), 'log')], besides: [readFirst] };
};

/** "pod:path" or "namespace/pod:path" among the two places of a copy. */
const copy: Sender = (line) => {
  const remote = line.words.flatMap((word) => {
    const match = /^(?:([^/:]+)\/)?([^/:]+):/.exec(word);
    return match === null ? [] : [{ namespace: match[1], name: match[2] ?? '' }];
  });
  const [place, other] = remote;
  if (line.words.length !== 2 || place === undefined || other !== undefined)
    throw new Refusal(
      'one of the two places of kubectl cp must be in a pod',
      'write cp FILE POD:PATH, or cp POD:PATH FILE',
    );
  const flags = place.namespace === undefined ? line.flags : new Map([...line.flags, ['namespace', place.namespace]]);
  return session('exec')({ ...line, flags, words: [place.name] });
};

const debug: Sender = (line) => {
  rejectFiles(line);
  const attaches = isOn(line, 'attach') || (isOn(line, 'stdin') && line.flags.get('attach') !== 'false');
  const after = attaches ? ['then a list, a watch and an attach of the pod'] : [];
  if (line.words.length === 0) throw new Refusal('kubectl debug names no pod', 'write debug POD --image=IMAGE');
  const pods = resourceOfWord('pods');
  const sent = line.words.map((word): Sent => {
    const target = podOrOther(word);
    const { resource, group } = target.resource;
    if (group === '' && resource === 'nodes')
      return {
        requests: [ask(line, 'create', { resource: pods, name: '' })],
        besides: ['before that a get of the node'],
      };
    if (group !== '' || resource !== 'pods')
      throw new Refusal('kubectl debug works on pods and nodes', 'write debug POD or debug node/NAME');
    if ((line.flags.get('copy-to') ?? '') === '')
      return { requests: [ask(line, 'patch', target, 'ephemeralcontainers')], besides: [readFirst] };
    const replaced = isOn(line, 'replace') ? [ask(line, 'delete', target)] : [];
    return { requests: [...replaced, ask(line, 'create', { resource: pods, name: '' })], besides: [readFirst] };
  });
  return {
    requests: sent.flatMap(({ requests }) => requests),
    besides: [...new Set(sent.flatMap(({ besides }) => besides)), ...after],
  };
};

/** The nodes that cordon and drain name: "a b", "node/a", or a selector. */
function nodesOf(line: Line): readonly Target[] {
  rejectLocal(line);
  const named = line.words.length > 0;
  if (!named && !selects(line))
    throw new Refusal(`kubectl ${line.command} names no node`, `write ${line.command} NODE`);
  const slashes = line.words.some((word) => word.includes('/'));
  return targetsOf(line, slashes ? line.words : ['nodes', ...line.words]);
}

const cordon: Sender = (line) => {
  const nodes = nodesOf(line);
  const [first] = nodes;
  return {
    requests: nodes.map((node) => (node.name === '' ? askForAll(line, 'list', node) : ask(line, 'patch', node))),
    besides: [
      first?.name === ''
        ? `then a patch of every node that the list finds: explain it with "${line.command} NAME"`
        : 'before each change a get of the node; no patch where the node is already so',
    ],
  };
};

const drain: Sender = (line) => {
  const cordoned = cordon(line);
  const pods = ask(line, 'list', { resource: resourceOfWord('pods'), name: '' });
  const evicts = isOn(line, 'disable-eviction') ? 'a delete' : 'a create of pods/eviction';
  return {
    requests: [...cordoned.requests, { ...pods, namespace: '' }],
    besides: [
      ...cordoned.besides,
      `then ${evicts} for every pod on the node: explain it with ` +
        (isOn(line, 'disable-eviction')
          ? '"delete pod NAME -n NAMESPACE"'
          : "--request 'POST /api/v1/namespaces/NAMESPACE/pods/NAME/eviction'"),
    ],
  };
};

export const podCommands: Readonly<Record<string, Sender>> = {
  exec: session('exec'),
  attach: session('attach'),
  'port-forward': session('portforward'),
  logs,
  cp: copy,
  debug,
  cordon,
  uncordon: cordon,
  drain,
};
