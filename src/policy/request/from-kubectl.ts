// The request that a kubectl command line makes, for the common verbs.
import { request, type PolicyRequest } from '../request.ts';
import { kinds, type KindRow } from './kinds.ts';

/** The main request of a kubectl command such as "delete pod x -n y"; a text says why there is none. */
export function requestFromKubectl(line: string): Partial<PolicyRequest> | string {
  const { words, flags } = readWords(line);
  const [verb = '', ...rest] = words[0] === 'kubectl' ? words.slice(1) : words;
  const command = commands[verb];
  if (command === undefined) return `kubectl ${verb} is not known here; known are ${Object.keys(commands).join(', ')}`;
  return command(rest, flags, verb);
}

interface Flags {
  readonly namespace: string;
  readonly all: boolean;
  readonly has: ReadonlySet<string>;
}

type Build = (words: readonly string[], flags: Flags, verb: string) => Partial<PolicyRequest> | string;

const withValue = new Set([
  '-n',
  '--namespace',
  '-o',
  '--output',
  '-l',
  '--selector',
  '-c',
  '--container',
  '-p',
  '--patch',
  '-f',
  '--filename',
  '--context',
  '--kubeconfig',
  '--as',
  '--replicas',
  '--type',
  '--image',
  '--field-selector',
]);

function readWords(line: string): { words: readonly string[]; flags: Flags } {
  const words: string[] = [];
  const has = new Set<string>();
  let namespace = 'default';
  const parts = line.trim().split(/\s+/);
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index] ?? '';
    if (part === '--') break;
    if (!part.startsWith('-')) {
      words.push(part);
      continue;
    }
    const [flag = '', inline] = part.includes('=')
      ? [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]
      : [part];
    const value = inline ?? (withValue.has(flag) ? parts[(index += 1)] : undefined);
    if ((flag === '-n' || flag === '--namespace') && value !== undefined) namespace = value;
    has.add(flag);
  }
  return { words, flags: { namespace, all: has.has('-A') || has.has('--all-namespaces'), has } };
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
  return bare ?? { resource, group: group.join('.'), namespaced: true, short: [] };
}

function singular(resource: string): string {
  if (resource.endsWith('ies')) return `${resource.slice(0, -3)}y`;
  return resource.endsWith('sses') ? resource.slice(0, -2) : resource.replace(/s$/, '');
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
  const all = flags.all && name === '';
  // A Namespace lies in the namespace of its own name.
  const namespace =
    row.resource === 'namespaces' && row.group === '' ? name : row.namespaced && !all ? flags.namespace : '';
  return request({ verb, group: row.group, resource: row.resource, subresource, namespace, name });
}

const withoutName: Build = (words, flags, verb) => {
  const built = build(words, flags, verb);
  // The name of what is created is in the body only.
  return typeof built === 'string'
    ? built
    : { ...built, name: '', namespace: built.resource === 'namespaces' ? '' : (built.namespace ?? '') };
};

const onPod =
  (subresource: string, verb: string): Build =>
  ([first = ''], flags) =>
    build(['pods', first.replace(/^pods?\//, '')], flags, verb, subresource);

const on =
  (verb: string, subresource = ''): Build =>
  (words, flags) =>
    build(words, flags, verb, subresource);

const commands: Readonly<Record<string, Build>> = {
  get: (words, flags) => {
    const watch = flags.has.has('-w') || flags.has.has('--watch');
    const built = build(words, flags, 'get');
    if (typeof built === 'string') return built;
    return { ...built, verb: built.name === '' ? (watch ? 'watch' : 'list') : 'get' };
  },
  describe: on('get'),
  create: (words, flags) => withoutName(words, flags, 'create'),
  apply: on('patch'),
  edit: on('patch'),
  patch: on('patch'),
  label: on('patch'),
  annotate: on('patch'),
  replace: on('update'),
  delete: (words, flags) => {
    const built = build(words, flags, 'delete');
    if (typeof built === 'string' || built.name !== '') return built;
    return { ...built, verb: flags.has.has('--all') ? 'delete' : 'deletecollection' };
  },
  scale: on('patch', 'scale'),
  exec: onPod('exec', 'get'),
  attach: onPod('attach', 'get'),
  'port-forward': onPod('portforward', 'get'),
  logs: onPod('log', 'get'),
  cp: onPod('exec', 'get'),
  run: ([, ...rest], flags) => withoutName(['pods', ...rest], flags, 'create'),
  cordon: ([name = ''], flags) => build(['nodes', name], flags, 'patch'),
  uncordon: ([name = ''], flags) => build(['nodes', name], flags, 'patch'),
};
