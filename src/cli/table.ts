// Every command, in the order of the help. A row loads its command only when it is called.
import type { Command, CommonOptions } from '../commands/command.ts';

export interface CommandRow {
  /** One word, or two for a command in a group. */
  readonly name: string;
  readonly summary: string;
  // Each command knows its own further options; the command line only passes them on.
  readonly load: () => Promise<Command<CommonOptions>>;
}

/** Summaries of the groups of commands, by the first word. */
export const groupSummaries: Readonly<Record<string, string>> = {
  forward: 'Deliver audit events to webhook backends, without losing one',
  image: 'Build images where no container registry answers',
  policy: 'Check, explain, test, compare, replay and write audit policies',
};

export const commandTable: readonly CommandRow[] = [
  {
    name: 'up',
    summary: 'Create a kind cluster with API-server auditing, and prove that it audits',
    load: async () => (await import('../commands/up.ts')).up,
  },
  {
    name: 'doctor',
    summary: 'Check the auditing of a kind cluster and say how to fix it',
    load: async () => (await import('../commands/doctor.ts')).doctor,
  },
  {
    name: 'logs',
    summary: 'Show audit events of a cluster or of files',
    load: async () => (await import('../commands/logs.ts')).logs,
  },
  {
    name: 'status',
    summary: 'Show a cluster, its audit policy and its audit log',
    load: async () => (await import('../commands/status.ts')).status,
  },
  {
    name: 'shell',
    summary: 'Open a shell in a control-plane node',
    load: async () => (await import('../commands/shell.ts')).shell,
  },
  {
    name: 'init',
    summary: 'Write audit-policy.yaml and kind-config.yaml, and create nothing',
    load: async () => (await import('../commands/init.ts')).init,
  },
  {
    name: 'down',
    summary: 'Delete a cluster and what kind-audit keeps about it',
    load: async () => (await import('../commands/down.ts')).down,
  },
  {
    name: 'enable',
    summary: 'Switch auditing on in a kind cluster that exists',
    load: async () => (await import('../commands/enable.ts')).enable,
  },
  {
    name: 'disable',
    summary: 'Switch the auditing of a cluster off',
    load: async () => (await import('../commands/disable.ts')).disable,
  },
  {
    name: 'set',
    summary: 'Change how API servers write their audit log, and where they send events',
    load: async () => (await import('../commands/set.ts')).set,
  },
  {
    name: 'setup',
    summary: 'Show what this machine lacks for a kind cluster, and provide it',
    load: async () => (await import('../commands/setup.ts')).setup,
  },
  {
    name: 'image build',
    summary: 'Build a node image where no container registry answers',
    load: async () => (await import('../commands/image-build.ts')).imageBuild,
  },
  {
    name: 'sink',
    summary: 'Receive audit events of webhooks, count them, and fail on purpose',
    load: async () => (await import('../commands/sink.ts')).sink,
  },
  {
    name: 'forward run',
    summary: 'Receive audit events of API servers, and deliver them to every backend',
    load: async () => (await import('../commands/forward/run.ts')).forwardRun,
  },
  {
    name: 'schema',
    summary: 'Print JSON Schemas of the documents of -o json',
    load: async () => (await import('../commands/schema.ts')).schema,
  },
  {
    name: 'policy lint',
    summary: 'Say what the API server does with a policy, and what is wrong with it',
    load: async () => (await import('../commands/policy/lint.ts')).policyLint,
  },
  {
    name: 'policy explain',
    summary: 'Say which rule decides about a request, and why no earlier one does',
    load: async () => (await import('../commands/policy/explain.ts')).policyExplain,
  },
  {
    name: 'policy test',
    summary: 'Run unit tests of policies',
    load: async () => (await import('../commands/policy/test.ts')).policyTest,
  },
  {
    name: 'policy diff',
    summary: 'Say what two policies log differently, with a request that shows it',
    load: async () => (await import('../commands/policy/diff.ts')).policyDiff,
  },
  {
    name: 'policy replay',
    summary: 'Run an existing audit log under a new policy',
    load: async () => (await import('../commands/policy/replay.ts')).policyReplay,
  },
  {
    name: 'policy apply',
    summary: 'Put a policy into effect on a living cluster, without a failed request',
    load: async () => (await import('../commands/policy/apply.ts')).policyApply,
  },
  {
    name: 'policy edit',
    summary: 'Edit the policy of a living cluster, and put it into effect',
    load: async () => (await import('../commands/policy/edit.ts')).policyEdit,
  },
  {
    name: 'policy watch',
    summary: 'Put a policy into effect on a living cluster each time its file is saved',
    load: async () => (await import('../commands/policy/watch.ts')).policyWatch,
  },
  {
    name: 'policy rollback',
    summary: 'Put an earlier revision into effect again',
    load: async () => (await import('../commands/policy/rollback.ts')).policyRollback,
  },
  {
    name: 'policy show',
    summary: 'Show which policy is in effect on each API server, in its node and in the project',
    load: async () => (await import('../commands/policy/show.ts')).policyShow,
  },
  {
    name: 'policy history',
    summary: 'List the changes of a cluster, and what came of them',
    load: async () => (await import('../commands/policy/history.ts')).policyHistory,
  },
  {
    name: 'policy new',
    summary: 'Ask what matters, and write a policy',
    load: async () => (await import('../commands/policy/new.ts')).policyNew,
  },
  {
    name: 'policy schema',
    summary: 'Print a JSON Schema of audit policies',
    load: async () => (await import('../commands/policy/schema.ts')).policySchemaCommand,
  },
  {
    name: 'policy presets',
    summary: 'List the built-in policies, or print one',
    load: async () => (await import('../commands/policy/presets.ts')).policyPresets,
  },
];
