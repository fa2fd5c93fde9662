// The workflows of the repository: what they may do, what they run, and that each foreign part is pinned to a commit.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, test } from 'vitest';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly permissions?: unknown;
  readonly concurrency?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const root = resolve(import.meta.dirname, '..');
const folder = join(root, '.github/workflows');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Readonly<Record<string, string>> };

/** What may write, and where: everything else only reads. */
const writers = ['codeql.yaml analyze security-events', 'release.yaml npm id-token', 'release.yaml github contents'];

const workflows = readdirSync(folder).map((name) => {
  const text = readFileSync(join(folder, name), 'utf8');
  return { name, text, workflow: load(text) as Workflow };
});

test('there are these', () => {
  expect(workflows.map(({ name }) => name)).toEqual(['ci.yaml', 'codeql.yaml', 'nightly.yaml', 'release.yaml']);
});

describe.each(workflows)('$name', ({ name, text, workflow }) => {
  const jobs = Object.entries(workflow.jobs);
  const steps = jobs.flatMap(([, job]) => job.steps);

  test('nothing is permitted that a job does not ask for, and a job asks for little', () => {
    expect(workflow.permissions).toEqual({});
    for (const [job, { permissions }] of jobs) {
      const beyond = Object.entries(permissions ?? { all: 'write' }).filter(([, right]) => right !== 'read');
      for (const [scope] of beyond) expect(writers).toContain(`${name} ${job} ${scope}`);
    }
  });

  test('a newer run ends an older one, and no job runs for ever', () => {
    expect(workflow.concurrency).toMatchObject({ group: expect.stringContaining('github.workflow') });
    expect(jobs.filter(([, job]) => job['timeout-minutes'] === undefined).map(([job]) => job)).toEqual([]);
  });

  test('every action is pinned to a commit, with its version beside it', () => {
    const uses = [...text.matchAll(/uses: (.*)/g)].map(([, used = '']) => used);
    expect(uses).toHaveLength(steps.filter((step) => step.uses !== undefined).length);
    for (const used of uses) expect(used).toMatch(/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test('a checkout keeps no token, and no text from outside becomes a part of a command', () => {
    for (const step of steps) {
      if (step.uses?.startsWith('actions/checkout@') === true)
        expect(step.with).toMatchObject({ 'persist-credentials': false });
      expect(step.run ?? '').not.toContain('${{');
    }
  });

  test('the scripts that it runs are there', () => {
    const named = steps.flatMap(({ run = '' }) =>
      [...run.matchAll(/npm (?:run )?([\w:]+)/g)].map(([, script = '']) => script),
    );
    const known = new Set([...Object.keys(scripts), 'ci', 'pack', 'publish']);
    expect(named.filter((script) => !known.has(script))).toEqual([]);
    for (const { run = '' } of steps)
      for (const [path] of run.matchAll(/scripts\/[\w/-]+\.mjs/g)) expect(read(path)).not.toBe('');
  });
});

test('the same version of an action everywhere', () => {
  const pins = new Map<string, Set<string>>();
  for (const [, action = '', pin = ''] of workflows.flatMap(({ text }) => [
    ...text.matchAll(/uses: ([\w-]+\/[\w-]+)\S*@(.*)/g),
  ]))
    pins.set(action, (pins.get(action) ?? new Set()).add(pin));
  expect(pins.size).toBeGreaterThan(5);
  expect([...pins].filter(([, versions]) => versions.size > 1)).toEqual([]);
});

test.each(['.github/dependabot.yml', '.github/ISSUE_TEMPLATE/bug.yml', '.github/ISSUE_TEMPLATE/idea.yml'])(
  '%s can be read',
  (path) => {
    expect(load(read(path))).toBeTypeOf('object');
  },
);
