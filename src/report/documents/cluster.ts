// The documents about a cluster: made, planned, written down, looked at, deleted.
import { document } from './document.ts';
import { boolean, list, nullable, number, object, oneOf, optional, text } from './shape.ts';

/** What was seen, by node. */
export const evidence = list(
  object({ node: optional(text('the node that it is about')), text: text('what was seen') }),
  'what was seen, an entry for each node that shows it',
);

const cluster = text('name of the cluster');
const change = {
  what: text('what is changed, in words'),
  meaning: list(text(), 'what that means for the log'),
  strategy: oneOf(['overlap', 'restart']),
};
const context = text('its context in the kubeconfig');

export const up = document('kind-audit.up/v1', 'up', 'a cluster whose auditing is proven, and what to do with it', {
  cluster,
  context,
  policy: text('the policy file to edit'),
  logs: nullable(
    text('the folder on this host with a folder of logs for each control plane'),
    'null where the logs are in the nodes alone, of which kind-audit made none',
  ),
  evidence,
  created: boolean('this run made the cluster'),
  change: nullable(
    object({ ...change, revision: number('its number in the history') }),
    'what this run changed of a cluster that existed; null for nothing',
  ),
  next: list(object({ line: text(), does: text() }), 'commands to try next'),
});

export const draft = document(
  'kind-audit.draft/v1',
  'up --dry-run',
  'the files and the steps that `up` would begin with',
  {
    files: list(
      object({
        path: text(),
        state: oneOf(
          ['absent', 'same', 'untouched', 'changed'],
          'what is at the path now: nothing, the same text, what kind-audit wrote, or what somebody changed',
        ),
        text: text('what would be written'),
      }),
    ),
    change: nullable(
      object({
        ...change,
        reason: text('why this strategy'),
        steps: list(object({ id: text(), title: text() }), 'in order, before all others'),
      }),
      'how a cluster that exists would be changed; null where it would not be',
    ),
    steps: list(object({ id: text(), title: text() }), 'in order'),
  },
);

export const init = document('kind-audit.init/v1', 'init', 'the files that are there now', {
  files: list(text(), 'their paths'),
});

export const status = document('kind-audit.status/v1', 'status', 'a cluster, its policy and its log', {
  cluster,
  context,
  engine: text('the container engine and its address'),
  nodes: list(
    object({
      name: text(),
      role: text('control-plane, worker or external-load-balancer'),
      state: text("the state of its container, in the engine's word"),
      apiServer: nullable(oneOf(['ready', 'not ready']), 'null for a node without an API server'),
      log: nullable(object({ path: text('in the node'), size: number('bytes') }), 'null where there is none'),
    }),
  ),
  policy: nullable(
    object({
      project: text('the file to edit'),
      deployed: text('the copy that the nodes mount'),
      state: oneOf(['deployed', 'edited since', 'missing'], "how the project's file compares with the copy"),
    }),
    'null when kind-audit did not make the cluster',
  ),
  settings: object({
    files: list(
      object({
        path: text(),
        why: oneOf(['KIND_AUDIT_CONFIG', 'project', 'machine'], 'the variable names it, or where it was found'),
      }),
      'the settings files in effect',
    ),
    enforced: object({
      auditing: nullable(object({ by: text('file and line') }), 'auditing cannot be disabled; null where it can'),
      policy: nullable(object({ name: text("a preset's name, or a path"), by: text() }), 'null where any is allowed'),
      minimum: list(object({ request: text(), level: text(), by: text() }), 'levels that every policy must reach'),
    }),
  }),
});

export const down = document('kind-audit.down/v1', 'down', 'whether there was something to delete', {
  cluster,
  deleted: boolean('false: there was no such cluster'),
});
