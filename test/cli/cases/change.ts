// The commands that change the auditing of a living cluster.
import { expect } from 'vitest';
import { Problem } from '../../../src/core/problem.ts';
import { living } from '../../cluster/living.ts';
import { planes, type Planes } from '../../rollout/fake-plane.ts';
import { runCli, type CliOptions, type CliRun } from '../../kit/run-cli.ts';
import { editing, saving } from '../editing.ts';
import { watching } from '../watching.ts';
import type { CommandCases } from './case.ts';

const other = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Request\n';

/** A cluster whose policy is not that of p.yaml, and Ctrl-C when a node is asked this. */
export function withCluster(interruptAt?: string, armed = { is: true }): CliOptions & { readonly it: Planes } {
  const it = planes();
  it.world.disk.set('/project/p.yaml', { data: other, mode: 0o644 });
  const node: Planes['engine']['node'] = (container) => {
    const real = it.engine.node(container);
    return {
      ...real,
      async run(argv, options) {
        if (armed.is && interruptAt !== undefined && argv[3] === interruptAt)
          it.world.stop.abort(new Problem('interrupted', 'interrupted'));
        return real.run(argv, options);
      },
    };
  };
  Object.assign(it.world, { engine: async () => ({ ...it.engine, node }) });
  return { world: it.world, it };
}

/** The same, on a machine with a settings file. */
function withSettings(data: string): CliOptions {
  const it = withCluster();
  it.world?.disk.set('/etc/kind-audit.yaml', { data, mode: 0o644 });
  return it;
}

/** What is left of texts that were edited. */
function copies({ disk }: CliRun['world']): readonly unknown[] {
  return [...disk].filter(([path]) => path.includes('/edit-kind-')).map(([, { data }]) => Buffer.from(data).toString());
}

export const changeCases: Readonly<Record<string, CommandCases>> = {
  'policy apply': {
    works: {
      line: 'policy apply p.yaml --yes',
      given: () => withCluster(),
      stdout: 'In effect: policy p.yaml on cluster "kind" (revision 2).',
      stderr: '✓ Start a second API server on kind-control-plane: get /api/v1/',
    },
    refused: {
      line: 'policy apply none.yaml --yes',
      given: () => withCluster(),
      stderr: 'there is no file none.yaml',
    },
    interrupted: { line: 'policy apply p.yaml --yes', given: () => withCluster('wait'), stderr: 'undone: ' },
    machine: { line: 'policy apply p.yaml --yes -o json', given: () => withCluster(), schema: 'kind-audit.change/v1' },
    also: [
      {
        line: 'policy apply --name kind',
        given: () => withCluster(),
        stdout: 'Nothing to change: cluster "kind" is as it is wanted.',
      },
      {
        line: 'policy apply p.yaml',
        given: () => ({ ...withCluster(), answers: [false] }),
        code: 1,
        stderr: 'nothing was changed',
        after: ({ asked }) => expect(asked).toEqual(['Make this change?']),
      },
      {
        line: 'policy apply p.yaml --dry-run',
        given: () => withCluster(),
        stdout: 'strategy overlap',
        after: ({ world }) => expect([...world.disk.keys()].filter((path) => path.includes('revisions'))).toEqual([]),
      },
      {
        line: 'policy apply p.yaml --dry-run --json',
        given: () => withCluster(),
        stdout: '"changed":false',
      },
      {
        line: 'policy apply gce --strategy restart --yes',
        given: () => withCluster(),
        stderr: 'without an API for 2.5 s',
      },
      ...['policy apply p.yaml --yes', 'policy apply p.yaml --dry-run'].map((line) => ({
        line,
        given: () => withSettings('enforce: {policy: gce}'),
        code: 1,
        stderr: 'error: /etc/kind-audit.yaml:1 enforces the policy preset gce, so p.yaml cannot be used',
      })),
      {
        line: 'policy apply gardener-default --yes',
        given: () => withSettings('enforce: {minimum: [{request: kubectl delete secret x, level: Metadata}]}'),
        code: 1,
        stderr: 'preset gardener-default logs "kubectl delete secret x" at level None, and /etc/kind-audit.yaml:1',
      },
      {
        line: 'policy apply --yes',
        given: () => withSettings('enforce: {policy: gce}'),
        stdout: 'In effect: policy preset gce on cluster "kind"',
      },
      {
        line: 'policy apply p.yaml --name no-such --yes',
        given: () => withCluster(),
        code: 3,
        stderr: 'there is no kind cluster "no-such"; there are: kind',
      },
    ],
  },
  'policy edit': {
    works: {
      line: 'policy edit --yes',
      given: () => editing(),
      stdout: 'In effect: policy audit-policy.yaml on cluster "kind" (revision 2).',
      after: ({ files, world }) => {
        expect(files['audit-policy.yaml']).toBe(other);
        expect(copies(world)).toEqual([]);
      },
    },
    refused: { line: 'policy edit', given: () => withCluster(), stderr: 'an editor needs a terminal' },
    interrupted: {
      line: 'policy edit',
      given: () => ({ ...editing(), interruptAt: 'question' }),
      stderr: 'the edited policy is kept; to use it: kind-audit policy apply /home',
      after: ({ files }) => expect(files['audit-policy.yaml']).not.toBe(other),
    },
    machine: { line: 'policy edit --yes -o json', given: () => editing(), schema: 'kind-audit.change/v1' },
    also: [
      {
        line: 'policy edit --yes',
        given: () => saving(withCluster('wait'), [other]),
        code: 130,
        stderr: 'undone: ',
        after: ({ files, world }) => {
          expect(files['audit-policy.yaml']).not.toBe(other);
          expect(copies(world)).toEqual([other]);
        },
      },
      {
        line: 'policy edit --name kind',
        given: () => saving(withCluster(), [null]),
        stdout: 'Nothing was changed: the policy was left as it was.',
        after: ({ world }) => expect(copies(world)).toEqual([]),
      },
      { line: 'policy edit -o json', given: () => saving(withCluster(), ['\n']), stdout: 'the file was emptied' },
      {
        line: 'policy edit',
        given: () => ({ ...editing(), answers: [false] }),
        code: 1,
        stderr: '\nnothing was changed\n',
        after: ({ world }) => expect(copies(world)).toEqual([other]),
      },
      {
        line: 'policy edit --dry-run --strategy restart',
        given: () => editing(),
        stdout: 'strategy restart',
        after: ({ files, world }) => {
          expect(files['audit-policy.yaml']).not.toBe(other);
          expect(copies(world)).toEqual([other]);
        },
      },
      {
        line: 'policy edit --yes',
        given: () => saving(withSettings('enforce: {policy: gce}'), [other]),
        code: 1,
        stderr: 'enforces the policy preset gce',
      },
    ],
  },
  'policy watch': {
    works: {
      line: 'policy watch p.yaml --yes',
      given: () => watching([({ save }) => save(other.replace('Request', 'None'))]),
      stdout: 'In effect: policy p.yaml on cluster "kind" (revision 3).',
      stderr: ' after the save (',
    },
    refused: {
      line: 'policy watch none.yaml --yes',
      given: () => watching(),
      stderr: 'there is no file none.yaml',
    },
    interrupted: {
      line: 'policy watch p.yaml --yes',
      given: () => watching([({ it }) => it.world.stop.abort(new Problem('interrupted', 'interrupted'))]),
      stderr: 'watching p.yaml',
    },
    machine: { line: 'policy watch p.yaml --yes -o json', given: () => watching(), schema: 'kind-audit.change/v1' },
    also: [
      {
        line: 'policy watch p.yaml --name kind --strategy restart --yes',
        given: () => watching(),
        stderr: 'without an API for 2.5 s',
      },
      {
        line: 'policy watch p.yaml --name no-such --yes',
        given: () => watching(),
        code: 3,
        stderr: 'there is no kind cluster "no-such"; there are: kind',
      },
    ],
  },
  'policy rollback': {
    works: {
      line: 'policy rollback --yes',
      given: () => changed(),
      stdout: 'In effect: as revision 1 on cluster "kind" (revision 3).',
    },
    refused: {
      line: 'policy rollback 7 --yes',
      given: () => changed(),
      stderr: 'the cluster "kind" has no revision 7 that was in effect; there are: 1, 2',
    },
    interrupted: { line: 'policy rollback --yes', given: async () => changed('wait') },
    machine: { line: 'policy rollback 1 --yes -o json', given: () => changed(), schema: 'kind-audit.change/v1' },
    also: [
      { line: 'policy rollback 2', given: () => changed(), stdout: 'Nothing to change' },
      {
        line: 'policy rollback --name kind --strategy restart --dry-run',
        given: () => changed(),
        stdout: 'strategy restart',
      },
    ],
  },
  'policy show': {
    works: { line: 'policy show', given: () => living(), stdout: 'All are the same policy, and that of the project.' },
    refused: {
      line: 'policy show --name no-such',
      given: () => living(),
      code: 3,
      stderr: 'there is no kind cluster "no-such"; there are: kind',
    },
    interrupted: {
      line: 'policy show',
      given() {
        const stop = (): unknown => it.world.stop.abort(new Problem('interrupted', 'interrupted'));
        const it = living(1, { watch: (_node, argv) => void (argv[3] === 'inspect' && stop()) });
        return it;
      },
    },
    machine: { line: 'policy show --name kind --json', given: () => living(), schema: 'kind-audit.policy-show/v1' },
    also: [
      { line: 'policy show -o yaml', given: () => living(), stdout: 'kind: Policy\n' },
      {
        line: 'policy show',
        given() {
          const it = living();
          it.world.disk.set('/project/audit-policy.yaml', { data: other, mode: 0o644 });
          return it;
        },
        code: 1,
        stdout: 'is not in effect\n  kind-audit policy apply --name kind\n',
      },
    ],
  },
  'policy history': {
    works: { line: 'policy history', given: () => changed(), stdout: 'in effect  policy p.yaml' },
    refused: { line: 'policy history --name A', stderr: 'next: ' },
    interrupted: { line: 'policy history', given: () => ({ interruptAt: 'start' }) },
    machine: { line: 'policy history --name kind --json', given: () => changed(), schema: 'kind-audit.history/v1' },
  },
  enable: {
    works: {
      line: 'enable p.yaml --yes --log-max-size 7 --log-max-age 1 --log-max-backup 2',
      given: () => disabled(),
      stdout: 'In effect: auditing with policy p.yaml',
      after: ({ world }) =>
        expect(
          world.disk.get('/home/person/.local/state/kind-audit/clusters/kind/policies/audit-policy.yaml')?.data,
        ).toBe(other),
    },
    refused: { line: 'enable none.yaml --yes', given: () => disabled(), stderr: 'there is no file none.yaml' },
    interrupted: { line: 'enable p.yaml --yes', given: async () => disabled('wait') },
    machine: { line: 'enable p.yaml --yes -o json', given: () => disabled(), schema: 'kind-audit.change/v1' },
    also: [
      {
        line: 'enable --name kind --strategy overlap --dry-run',
        given: () => withCluster(),
        stdout: 'Nothing to change',
      },
    ],
  },
  disable: {
    works: { line: 'disable --yes', given: () => withCluster(), stdout: 'In effect: no auditing on cluster "kind"' },
    refused: {
      line: 'disable',
      given: () => withCluster(),
      stderr: 'nobody can be asked',
    },
    interrupted: { line: 'disable --yes', given: () => withCluster('wait') },
    machine: { line: 'disable --yes -o json', given: () => withCluster(), schema: 'kind-audit.change/v1' },
    also: [
      { line: 'disable --name kind --strategy overlap --dry-run', given: () => withCluster(), stdout: 'no auditing' },
      {
        line: 'disable --yes',
        given: () => {
          const it = withCluster();
          it.world?.disk.set('/project/kind-audit.yaml', { data: 'enforce: {auditing: true}\n', mode: 0o644 });
          return it;
        },
        code: 1,
        stderr: 'kind-audit.yaml:1',
      },
    ],
  },
};

/** A cluster whose policy was changed to that of p.yaml; Ctrl-C comes in a later change. */
async function changed(interruptAt?: string): Promise<CliOptions> {
  return after('policy apply p.yaml --yes', interruptAt);
}

/** A cluster whose auditing was switched off. */
export async function disabled(interruptAt?: string): Promise<CliOptions> {
  return after('disable --yes', interruptAt);
}

/** A cluster after a command; Ctrl-C comes in a later one. */
export async function after(line: string, interruptAt?: string): Promise<CliOptions> {
  const armed = { is: false };
  const { world, it } = withCluster(interruptAt, armed);
  expect(await runCli(line, { world: it.world })).toMatchObject({ code: 0 });
  it.world.events.length = 0;
  armed.is = true;
  return world === undefined ? {} : { world };
}
