// What the commands of kubectl send that read: get, describe, events, wait, top and the like.
import { request, type PolicyRequest } from '../../model/request.ts';
import { ask, askByName, askForAll, isOn, selects, spellTarget, targetsOf, type Sent, type Target } from './asking.ts';
import { raw } from './raw.ts';
import type { Line } from './read-line.ts';
import { Refusal } from '../refusal.ts';
import { resourceOfWord } from './resource-words.ts';

export type Sender = (line: Line) => Sent;

/** A get of each object that is named, a list of each resource without a name. */
export function readsOf(line: Line, targets: readonly Target[], subresource = ''): readonly PolicyRequest[] {
  return targets.map((target) =>
    target.name === '' ? askForAll(line, 'list', target) : ask(line, 'get', target, subresource),
  );
}

/** The subresource of --subresource. Throws a Refusal where the resource has no such one, or where no object is named. */
export function subresourceOf(line: Line, targets: readonly Target[]): string {
  const subresource = line.flags.get('subresource') ?? '';
  if (subresource === '') return '';
  for (const { resource, name } of targets) {
    if (name === '') throw new Refusal('kubectl rejects --subresource without a name', 'name the object');
    if (resource.subresources?.includes(subresource) === false)
      throw new Refusal(`${resource.resource} have no subresource ${subresource}`, 'leave --subresource out');
  }
  return subresource;
}

const get: Sender = (line) => {
  if (line.flags.has('raw')) return raw(line, 'GET');
  const targets = targetsOf(line);
  const reads = readsOf(line, targets, subresourceOf(line, targets));
  if (!isOn(line, 'watch') && !isOn(line, 'watch-only')) return { requests: reads, besides: [] };
  const [target, other] = targets;
  if (target === undefined || other !== undefined)
    throw new Refusal('kubectl watches a single object or a single type', 'name one');
  const watch = target.name === '' ? askForAll(line, 'watch', target) : askByName(line, 'watch', target);
  return { requests: [...reads, watch], besides: [] };
};

const describe: Sender = (line) => {
  const targets = targetsOf(line);
  const besides = targets.map((target) =>
    target.name === ''
      ? `then a get of every object that the list finds: explain it with "get ${spellTarget(line, target)}"`
      : `what it shows of ${spellTarget(line, target)} from other objects, such as its events`,
  );
  return { requests: readsOf(line, targets), besides: [...new Set(besides)] };
};

const events: Sender = (line) => {
  if (line.words.length > 0) throw new Refusal('kubectl events has no words but flags', 'write --for TYPE/NAME');
  const target = { resource: resourceOfWord('events'), name: '' };
  return { requests: [ask(line, isOn(line, 'watch') ? 'watch' : 'list', target)], besides: [] };
};

const untilSo = 'then, until it is so, a watch of the object';

/** A get, then a list by the name; of a selection a list, and these for each object. */
const wait: Sender = (line) => {
  if (isOn(line, 'local')) throw new Refusal('with --local kubectl sends nothing', 'leave it out');
  const targets = targetsOf(line);
  const unnamed = targets.find(({ name }) => name === '');
  if (unnamed !== undefined && !selects(line))
    throw new Refusal('kubectl wait needs a name, a selector or --all', `write wait ${spellTarget(line, unnamed)}`);
  const requests = targets.flatMap((target) =>
    target.name === ''
      ? [askForAll(line, 'list', target)]
      : [ask(line, 'get', target), ...(line.flags.get('for') === 'create' ? [] : [askByName(line, 'list', target)])],
  );
  const besides =
    unnamed === undefined
      ? [untilSo]
      : [`then the same for every object that the list finds: explain it with "wait ${spellTarget(line, unnamed)}"`];
  return { requests, besides };
};

const status: Sender = (line) => {
  const targets = targetsOf(line);
  return {
    requests: targets.flatMap((target) =>
      target.name === ''
        ? [askForAll(line, 'list', target)]
        : [ask(line, 'get', target), askByName(line, 'list', target)],
    ),
    besides: line.flags.get('watch') === 'false' ? [] : [untilSo],
  };
};

/** The revisions of a deployment are replicasets, those of others controllerrevisions. */
const history: Sender = (line) => {
  const targets = targetsOf(line);
  return {
    requests: targets.flatMap((target) => {
      const revisions = target.resource.resource === 'deployments' ? 'replicasets' : 'controllerrevisions';
      return [...readsOf(line, [target]), ask(line, 'list', { resource: resourceOfWord(revisions), name: '' })];
    }),
    besides: [],
  };
};

const top =
  (word: string): Sender =>
  (line) => {
    const [name = '', other] = line.words;
    if (other !== undefined) throw new Refusal('kubectl top reads one object or all', `write top ${word} NAME`);
    const targets = targetsOf(line, [`${word}s.metrics.k8s.io`, ...line.words]);
    // Of nodes it reads the capacity too.
    const nodes = word === 'node' ? readsOf(line, [{ resource: resourceOfWord('nodes'), name }]) : [];
    return { requests: [...readsOf(line, targets), ...nodes], besides: [] };
  };

const paths =
  (...each: readonly string[]): Sender =>
  (line) => {
    if (isOn(line, 'client')) throw new Refusal('with --client kubectl sends nothing', 'leave it out');
    return { requests: each.map((path) => request({ verb: 'get', path })), besides: [] };
  };

const clusterInfo: Sender = (line) => ({
  requests: [{ ...ask(line, 'list', { resource: resourceOfWord('services'), name: '' }), namespace: 'kube-system' }],
  besides: [],
});

export const reads: Readonly<Record<string, Sender>> = {
  get,
  describe,
  events,
  wait,
  'rollout status': status,
  'rollout history': history,
  'top node': top('node'),
  'top pod': top('pod'),
  version: paths('/version'),
  'api-versions': paths('/api', '/apis'),
  'api-resources': paths('/api', '/apis'),
  explain: (line) => ({
    ...paths('/openapi/v3')(line),
    besides: ['then the path under /openapi/v3 of the group that it explains'],
  }),
  'cluster-info': clusterInfo,
  'apply view-last-applied': (line) => ({ requests: readsOf(line, targetsOf(line)), besides: [] }),
};
