// The request that a kubectl command line makes, for the common verbs.
import { request, type PolicyRequest } from '../model/request.ts';
import { requestFromUrl } from './from-url.ts';
import { kinds, singular, type KindRow } from './kinds.ts';

/** The main request of a kubectl command such as "delete pod x -n y"; a string says why there is none. */
export function requestFromKubectl(line: string): Partial<PolicyRequest> | string {
  const { words, flags } = readWords(line);
  const [verb = '', ...rest] = words;
  const command = Object.hasOwn(commands, verb) ? commands[verb] : undefined;
  if (command === undefined)
    return `kubectl ${verb} is not supported; supported are ${Object.keys(commands).join(', ')}`;
  return command(rest, flags, verb);
}

interface Flags {
  readonly namespace: string;
  readonly all: boolean;
  /** Flags with their values; "" for one without. */
  readonly given: ReadonlyMap<string, string>;
}

type Build = (words: readonly string[], flags: Flags, verb: string) => Partial<PolicyRequest> | string;

/** Flags whose value is the next word, where none follows "=". */
const withValue = new Set(
  (
    '-n --namespace -o --output -l --selector -c --container -p --patch -f --filename -k --kustomize -s --server -L ' +
    '--context --kubeconfig --cluster --user --token --as --as-group --replicas --type --image --field-selector --raw ' +
    '--subresource --tail --since --since-time --limit-bytes --sort-by --grace-period --timeout --request-timeout ' +
    '--from-literal --from-file --from-env-file --from --port --target-port --name --verb --resource --resource-name ' +
    '--role --clusterrole --serviceaccount --group --duration --overrides --min --max --cpu-percent --patch-file'
  ).split(' '),
);

/** Flags of `kubectl logs` that are switches there: follow, previous. */
const switchesOfLogs = new Set(['-f', '-p']);

function readWords(line: string): { words: readonly string[]; flags: Flags } {
  const words: string[] = [];
  const given = new Map<string, string>();
  const all = line.trim().split(/\s+/);
  const parts = all[0] === 'kubectl' ? all.slice(1) : all;
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index] ?? '';
    if (part === '--') break;
    if (!part.startsWith('-')) {
      words.push(part);
      continue;
    }
    const [, flag = part, inline] = /^([^=]*)=(.*)$/s.exec(part) ?? [];
    const hasValue = withValue.has(flag) && !(words[0] === 'logs' && switchesOfLogs.has(flag));
    given.set(flag, inline ?? (hasValue ? (parts[(index += 1)] ?? '') : ''));
  }
  const namespace = given.get('-n') ?? given.get('--namespace') ?? 'default';
  return { words, flags: { namespace, all: given.has('-A') || given.has('--all-namespaces'), given } };
}

/** The kind and the names of "pod x", "pod/x" or "deployments.apps". */
function target(words: readonly string[]): { row: KindRow; name: string } | string {
  const [first = '', second = ''] = words;
  const [kind = '', slashName] = first.split('/');
  if (kind === '') return 'the command names no resource';
  return { row: findKind(kind), name: slashName ?? second };
}

function findKind(word: string): KindRow {
  const lower = word.toLowerCase();
  const known = kinds.find(
    ({ resource, short }) => resource === lower || short.includes(lower) || singular(resource) === lower,
  );
  if (known !== undefined) return known;
  const [resource = lower, ...group] = lower.split('.');
  const bare = kinds.find(
    (row) => (row.resource === resource || singular(row.resource) === resource) && row.group === group.join('.'),
  );
  return bare ?? { resource, group: group.join('.'), namespaced: true, short: [], subresources: [] };
}

function build(
  words: readonly string[],
  flags: Flags,
  verb: string,
  subresource = '',
): Partial<PolicyRequest> | string {
  const found = target(words);
  if (typeof found === 'string') return found;
  const { row, name } = found;
  const part = subresource === '' ? (flags.given.get('--subresource') ?? '') : subresource;
  const all = flags.all && name === '';
  let namespace = row.namespaced && !all ? flags.namespace : '';
  // A Namespace is in the namespace of its own name.
  if (row.resource === 'namespaces' && row.group === '') namespace = name;
  return request({ verb, group: row.group, resource: row.resource, subresource: part, namespace, name });
}

const withoutName: Build = (words, flags, verb) => {
  const built = build(words, flags, verb);
  // The name of what is created is in the body only.
  if (typeof built === 'string') return built;
  return { ...built, name: '', namespace: built.resource === 'namespaces' ? '' : (built.namespace ?? '') };
};

const onPod =
  (subresource: string): Build =>
  ([first = ''], flags, command) => {
    const [, kind = '', name = ''] = /^(?:(\w[\w.]*)\/)?(.*)$/.exec(first) ?? [];
    if (kind !== '' && findKind(kind).resource !== 'pods')
      return `kubectl ${command} ${first} chooses a pod itself: name the pod`;
    return build(name === '' ? [] : ['pods', name], flags, 'get', subresource);
  };

/** "pod:path" or "namespace/pod:path" among the two places of a copy. */
const copy: Build = (words, flags) => {
  const remote = words.find((word) => word.includes(':')) ?? '';
  const [, namespace = flags.namespace, name = ''] = /^(?:([^/:]+)\/)?([^/:]+):/.exec(remote) ?? [];
  return name === '' ? 'one of the places must be POD:PATH' : onPod('exec')([name], { ...flags, namespace }, 'cp');
};

/** A create, whose address names no object even where the command does. */
const creates =
  (resource: string): Build =>
  (_words, flags) =>
    withoutName([resource], flags, 'create');

const on =
  (verb: string, subresource = ''): Build =>
  (words, flags) =>
    build(words, flags, verb, subresource);

const commands: Readonly<Record<string, Build>> = {
  get: (words, flags) => {
    const raw = flags.given.get('--raw');
    if (raw !== undefined) return requestFromUrl('GET', raw) ?? `${raw} is not a valid address`;
    const watch = flags.given.has('-w') || flags.given.has('--watch');
    const built = build(words, flags, 'get');
    if (typeof built === 'string') return built;
    return { ...built, verb: built.name === '' ? (watch ? 'watch' : 'list') : 'get' };
  },
  describe: on('get'),
  create: (words, flags) =>
    words[0] === 'token'
      ? build(['serviceaccounts', words[1] ?? ''], flags, 'create', 'token')
      : withoutName(words, flags, 'create'),
  apply: on('patch'),
  edit: on('patch'),
  patch: on('patch'),
  label: on('patch'),
  annotate: on('patch'),
  replace: on('update'),
  // With a selector or --all it asks for a list, and deletes one by one.
  delete: on('delete'),
  scale: on('patch', 'scale'),
  autoscale: creates('horizontalpodautoscalers'),
  rollout: ([what = '', ...words], flags) =>
    ['restart', 'undo', 'pause', 'resume'].includes(what)
      ? build(words, flags, 'patch')
      : 'of rollout, restart, undo, pause and resume are supported',
  set: ([, ...words], flags) => build(words, flags, 'patch'),
  expose: creates('services'),
  exec: onPod('exec'),
  attach: onPod('attach'),
  'port-forward': onPod('portforward'),
  logs: onPod('log'),
  cp: copy,
  run: creates('pods'),
  cordon: ([name = ''], flags) => build(['nodes', name], flags, 'patch'),
  uncordon: ([name = ''], flags) => build(['nodes', name], flags, 'patch'),
  taint: on('patch'),
  top: ([kind = '', name = ''], flags) => {
    const found = build([kind, name], flags, name === '' ? 'list' : 'get');
    return typeof found === 'string' ? found : { ...found, group: 'metrics.k8s.io' };
  },
};
