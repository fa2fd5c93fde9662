// What the commands of kubectl have in common: which objects a line names, and the requests for them.
import { spellResource } from '../../../events/spell-resource.ts';
import { request, type PolicyRequest } from '../../model/request.ts';
import { selectedName } from '../from-url.ts';
import type { Line } from './read-line.ts';
import { Refusal } from '../refusal.ts';
import { isCategory, resourceOfWord, resourcesOfWord, type Resource } from './resource-words.ts';

/** What kubectl sends: the requests that do what the command says, and in words what it sends besides. */
export interface Sent {
  readonly requests: readonly PolicyRequest[];
  readonly besides: readonly string[];
}

/** A resource, and an object of it; "" for all of them. */
export interface Target {
  readonly resource: Resource;
  readonly name: string;
}

export function isOn(line: Line, flag: string): boolean {
  return line.flags.get(flag) === 'true';
}

/** Whether the objects are chosen by a selector or by --all. */
export function selects(line: Line): boolean {
  // Of expose, --selector is a part of the new Service.
  const flags = line.command === 'expose' ? [] : ['selector', 'field-selector'];
  return flags.some((flag) => (line.flags.get(flag) ?? '') !== '') || isOn(line, 'all');
}

/** The first word of the command, for messages. */
function example(line: Line): string {
  return `such as kubectl ${line.command} TYPE NAME`;
}

/**
 * The objects that words such as "pods a b", "po,svc" or "pod/a svc/b" name, in the order of kubectl.
 * Throws a Refusal for words that kubectl rejects. Source: k8s.io/cli-runtime pkg/resource/builder.go.
 */
export function targetsOf(line: Line, words: readonly string[] = line.words): readonly Target[] {
  rejectFiles(line);
  const [first, ...names] = words;
  if (first === undefined) throw new Refusal(`kubectl ${line.command} names no resource`, `name it, ${example(line)}`);
  const targets = words.some((word) => word.includes('/')) ? words.map(slashed) : plain(first, names);
  const named = targets.some(({ name }) => name !== '');
  if (named && isOn(line, 'all-namespaces'))
    throw new Refusal('kubectl gets no object by its name across all namespaces', 'write -n NAMESPACE in place of -A');
  if (named && selects(line))
    throw new Refusal('kubectl rejects a name beside a selector or --all', 'leave out one of both');
  return targets;
}

function plain(first: string, names: readonly string[]): readonly Target[] {
  const resources = resourcesOfWord(first);
  if (names.length === 0) return resources.map((resource) => ({ resource, name: '' }));
  const many = first.split(',').find(isCategory);
  if (many !== undefined)
    throw new Refusal(`kubectl has no names for ${many}`, 'leave the names out, or name the type');
  return resources.flatMap((resource) => names.map((name) => ({ resource, name: checkedName(name) })));
}

function slashed(word: string): Target {
  const [type = '', name = '', ...more] = word.split('/');
  if (type === '' || name === '' || more.length > 0 || type.includes(','))
    throw new Refusal(`kubectl rejects "${word}" here`, 'write TYPE/NAME for each object, or TYPE NAME…');
  return { resource: resourceOfWord(type), name: checkedName(name) };
}

/** A name that can be a part of an address. Source: k8s.io/apimachinery pkg/api/validation/path. */
export function checkedName(name: string): string {
  if (name !== '' && name !== '.' && name !== '..' && !/[/%]/.test(name)) return name;
  throw new Refusal(`"${name}" cannot be the name of an object`, 'write its name');
}

/** Throws a Refusal where the objects are in files. */
export function rejectFiles(line: Line): void {
  for (const flag of ['filename', 'kustomize']) {
    if (!line.flags.has(flag) || line.command === 'exec') continue;
    throw new Refusal(
      `what kubectl ${line.command} --${flag} sends depends on what the files hold`,
      `explain each object by its verb: --verb ${verbOfFiles(line.command)} --resource TYPE --namespace NAMESPACE`,
    );
  }
}

function verbOfFiles(command: string): string {
  const verbs: Readonly<Record<string, string>> = { create: 'create', get: 'get', describe: 'get', delete: 'delete' };
  return command === 'replace' ? 'update' : Object.hasOwn(verbs, command) ? (verbs[command] ?? '') : 'patch';
}

/** Throws a Refusal where the change is made by kubectl alone. */
export function rejectLocal(line: Line): void {
  const dryRun = line.flags.get('dry-run') ?? 'none';
  if (dryRun !== 'none' && dryRun !== 'server') {
    const what =
      dryRun === 'client' ? 'with --dry-run=client kubectl does not send the change' : '--dry-run has no such value';
    throw new Refusal(what, 'write --dry-run=server, or leave it out');
  }
  if (isOn(line, 'local')) throw new Refusal('with --local kubectl sends nothing', 'leave it out');
}

/** A request of the command line for an object, or for all of a resource where the name is "". */
export function ask(line: Line, verb: string, { resource, name }: Target, subresource = ''): PolicyRequest {
  const all = isOn(line, 'all-namespaces');
  const isNamespace = resource.resource === 'namespaces' && resource.group === '';
  // A Namespace is in the namespace of its own name.
  const outside = isNamespace ? name : '';
  const namespace = resource.namespaced === false ? outside : all && name === '' ? '' : namespaceOf(line);
  return request({ verb, group: resource.group, resource: resource.resource, subresource, namespace, name });
}

export function namespaceOf(line: Line): string {
  const namespace = line.flags.get('namespace') ?? '';
  return namespace === '' ? 'default' : namespace;
}

/** A list or a watch of a resource; the server reads a name out of the field selector. */
export function askForAll(line: Line, verb: string, target: Target): PolicyRequest {
  const query = new Map(
    (['field-selector', 'selector'] as const).map((flag) => [
      flag === 'selector' ? 'labelSelector' : 'fieldSelector',
      line.flags.get(flag) ?? '',
    ]),
  );
  return { ...ask(line, verb, { ...target, name: '' }), name: selectedName(query) };
}

/** A list or a watch of one object, as kubectl waits for it: by a field selector with its name. */
export function askByName(line: Line, verb: string, target: Target): PolicyRequest {
  const { name, namespace } = ask(line, verb, target);
  const whole = ask(line, verb, { ...target, name: '' });
  return { ...whole, namespace: target.resource.namespaced === false ? '' : namespace, name };
}

/** An object as a command line names it: "pods a", "deployments.apps NAME -n x". */
export function spellTarget(line: Line, { resource, name }: Target): string {
  const namespace = isOn(line, 'all-namespaces') ? 'NAMESPACE' : namespaceOf(line);
  const where = resource.namespaced === false || namespace === 'default' ? '' : ` -n ${namespace}`;
  return `${spellResource({ ...resource, subresource: '' })} ${name === '' ? 'NAME' : name}${where}`;
}
