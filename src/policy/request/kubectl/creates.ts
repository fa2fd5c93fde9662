// What the commands of kubectl send that make new objects, or ask about rights.
import { request } from '../../model/request.ts';
import { ask, checkedName, isOn, rejectFiles, rejectLocal, spellTarget, targetsOf, type Sent } from './asking.ts';
import { raw } from './raw.ts';
import type { Line } from './read-line.ts';
import type { Sender } from './reads.ts';
import { Refusal } from '../refusal.ts';
import { resourceOfWord } from './resource-words.ts';

/** The create of an object, whose name is in the body only. */
function created(line: Line, resource: string, besides: readonly string[] = []): Sent {
  rejectFiles(line);
  rejectLocal(line);
  return { requests: [ask(line, 'create', { resource: resourceOfWord(resource), name: '' })], besides };
}

const creates =
  (resource: string): Sender =>
  (line) => {
    const [name, other] = line.words;
    if (name === undefined) throw new Refusal(`kubectl ${line.command} has no name`, `write ${line.command} NAME`);
    if (other !== undefined) throw new Refusal(`kubectl ${line.command} makes one object`, `leave out ${other}`);
    const from = line.flags.get('from') ?? '';
    return created(line, resource, from === '' ? [] : [`before that a get of ${from}`]);
  };

/** The objects that subcommands of create make. */
const subcommands: Readonly<Record<string, string>> = {
  clusterrole: 'clusterroles',
  clusterrolebinding: 'clusterrolebindings',
  configmap: 'configmaps',
  cronjob: 'cronjobs',
  deployment: 'deployments',
  ingress: 'ingresses',
  job: 'jobs',
  namespace: 'namespaces',
  poddisruptionbudget: 'poddisruptionbudgets',
  priorityclass: 'priorityclasses',
  quota: 'resourcequotas',
  role: 'roles',
  rolebinding: 'rolebindings',
  'secret generic': 'secrets',
  'secret tls': 'secrets',
  'secret docker-registry': 'secrets',
  'service clusterip': 'services',
  'service externalname': 'services',
  'service loadbalancer': 'services',
  'service nodeport': 'services',
  serviceaccount: 'serviceaccounts',
};

const create: Sender = (line) => {
  if (line.flags.has('raw')) return raw(line, 'POST');
  rejectFiles(line);
  const [word = ''] = line.words;
  const whole = Object.keys(subcommands).filter((name) => name.split(' ')[0] === word && name !== word);
  throw new Refusal(
    word === '' ? 'kubectl create names no resource' : `kubectl create ${word} is not a whole command`,
    whole.length > 0
      ? `write ${whole.map((name) => `create ${name}`).join(' or ')}`
      : `it makes ${Object.keys(subcommands).join(', ')}, token; for others give --verb create --resource TYPE`,
  );
};

const token: Sender = (line) => {
  const [name, other] = line.words;
  if (name === undefined || other !== undefined)
    throw new Refusal('kubectl create token needs one service account', 'write create token NAME');
  const target = { resource: resourceOfWord('serviceaccounts'), name: checkedName(name) };
  return { requests: [ask(line, 'create', target, 'token')], besides: [] };
};

const run: Sender = (line) => {
  if (line.words.length === 0) throw new Refusal('kubectl run has no name', 'write run NAME --image=IMAGE');
  const attaches = isOn(line, 'attach') || (isOn(line, 'stdin') && line.flags.get('attach') !== 'false');
  const sent = created(line, 'pods', [
    ...(attaches ? ['then a list, a watch and an attach of the pod'] : []),
    ...(isOn(line, 'rm') ? ['at its end a delete of the pod'] : []),
  ]);
  const exposed = isOn(line, 'expose') ? created(line, 'services').requests : [];
  return { ...sent, requests: [...sent.requests, ...exposed] };
};

/** A create for an object that kubectl reads before. */
const madeFor =
  (resource: string): Sender =>
  (line) => {
    const targets = targetsOf(line);
    const unnamed = targets.find(({ name }) => name === '');
    if (unnamed !== undefined)
      throw new Refusal(`kubectl ${line.command} needs a name`, `write ${spellTarget(line, unnamed)}`);
    return created(
      line,
      resource,
      targets.map((target) => `before that a get of ${spellTarget(line, target)}`),
    );
  };

const reviews =
  (group: string, resource: string): Sender =>
  () => ({ requests: [request({ verb: 'create', group, resource })], besides: [] });

const authorization = 'authorization.k8s.io';

const canI: Sender = (line) =>
  reviews(authorization, isOn(line, 'list') ? 'selfsubjectrulesreviews' : 'selfsubjectaccessreviews')(line);

const reconcile: Sender = (line) => {
  rejectFiles(line);
  throw new Refusal(
    'kubectl auth reconcile reads its objects from files',
    'explain each with --verb update --resource TYPE',
  );
};

const approved: Sender = (line) => {
  rejectFiles(line);
  if (line.words.length === 0)
    throw new Refusal(`kubectl ${line.command} names no request`, `write ${line.command} NAME`);
  const targets = targetsOf(line, line.words[0]?.includes('/') === true ? line.words : ['csr', ...line.words]);
  return {
    requests: targets.map((target) => ask(line, 'update', target, 'approval')),
    besides: ['before each change a get of the object'],
  };
};

export const creations: Readonly<Record<string, Sender>> = {
  create,
  'create token': token,
  ...Object.fromEntries(Object.entries(subcommands).map(([name, resource]) => [`create ${name}`, creates(resource)])),
  run,
  expose: madeFor('services'),
  autoscale: madeFor('horizontalpodautoscalers'),
  'auth can-i': canI,
  'auth whoami': reviews('authentication.k8s.io', 'selfsubjectreviews'),
  'auth reconcile': reconcile,
  'certificate approve': approved,
  'certificate deny': approved,
};
