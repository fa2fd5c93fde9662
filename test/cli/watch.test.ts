// policy watch: saves, bad saves, joined saves, a file that goes and comes back, a lock, Ctrl-C.
import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import { Problem } from '../../src/core/problem.ts';
import { readRevisions } from '../../src/state/revisions.ts';
import { statePaths } from '../../src/state/cluster-state.ts';
import { metadata } from '../cluster/scene.ts';
import { runCli } from '../kit/run-cli.ts';
import { leftOver } from '../rollout/fake-plane.ts';
import { policyOf, watching, type Watching } from './watching.ts';

const [none, request, bodies] = [policyOf('None'), policyOf('Request'), policyOf('RequestResponse')];
const bad = policyOf('Metdata');

const line = 'policy watch p.yaml --yes';

const inEffect = ({ it }: Watching): string | null | undefined => it.planes[0]?.first?.policy;

async function outcomes({ it }: Watching): Promise<readonly string[]> {
  const revisions = await readRevisions(it.world, statePaths(it.world, 'kind'));
  return revisions.slice(1).map(({ outcome }) => outcome);
}

const interrupt = ({ it }: Watching): void => it.world.stop.abort(new Problem('interrupted', 'interrupted'));

const started = (event: Event, id: string): boolean => event.type === 'step-started' && event.id.startsWith(id);

const told = ({ it }: Watching, text: string): number =>
  it.world.events.filter((event) => (event.type === 'note' || event.type === 'problem') && event.text.includes(text))
    .length;

test('what is there at the start and each save is put into effect, and it is said from when on', async () => {
  const given = watching([({ save }) => save(none), ({ save }) => save(bodies)]);
  const ran = await runCli(line, given);
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.stdout.match(/In effect: policy p\.yaml on cluster "kind" \(revision \d\)/g)).toHaveLength(3);
  expect(ran.stderr).toMatch(/✓ Send connections .*: the change is in effect there .*, [\d.]+ m?s after the save \(/);
  expect(inEffect(given)).toBe(bodies);
  expect(await outcomes(given)).toEqual(['in-effect', 'in-effect', 'in-effect']);
  expect([given.it.dead, leftOver(given.it)]).toEqual([[], []]);
});

test('nothing is changed at the start where the file is in effect already', async () => {
  const given = watching([({ save }) => save(none)]);
  given.save(metadata);
  const ran = await runCli('policy watch p.yaml', given);
  expect(ran.stdout).toMatch(/^Nothing to change.*\nChange of cluster/);
  expect(await outcomes(given)).toEqual(['in-effect']);
});

test('at the start somebody is asked, and for a save nobody', async () => {
  const given = watching([({ save }) => save(none)]);
  const ran = await runCli('policy watch p.yaml', { ...given, answers: [true] });
  expect([ran.code, ran.asked]).toEqual([0, ['Make this change?']]);
  expect(inEffect(given)).toBe(none);
  const declined = watching();
  const refusal = await runCli('policy watch p.yaml', { ...declined, answers: [false] });
  expect(refusal).toMatchObject({ code: 1, stderr: 'nothing was changed\n' });
  const alone = await runCli('policy watch p.yaml', watching());
  expect(alone).toMatchObject({ code: 2 });
  expect(alone.stderr).toContain('next: kind-audit policy watch p.yaml --name kind --yes\n');
});

test('errors of a save are shown in their places, and the old policy stays', async () => {
  const given = watching([
    ({ save }) => save(bad),
    ({ save }) => {
      expect(inEffect(given)).toBe(request);
      save(none);
    },
  ]);
  const ran = await runCli(line, given);
  expect(ran.code).toBe(0);
  expect(ran.stderr).toMatch(
    /error: the API server would reject this policy: p\.yaml:4: .*Metdata.*\n(?: {2}.*\n)* {2}4 \| - level: Metdata\n.*\^{7}\n/,
  );
  expect(ran.stderr).toContain('next: fix it, and save it again\nthe policy in effect stays as it was\n');
  expect(inEffect(given)).toBe(none);
});

test('errors at the start are waited out, too', async () => {
  const given = watching([({ save }) => save(none)]);
  given.save(bad);
  expect(await runCli('policy watch p.yaml', given)).toMatchObject({ code: 0 });
  expect(inEffect(given)).toBe(none);
});

test('where no server starts with a save, everything goes back by itself, and the next one is used', async () => {
  const given = watching([({ save }) => save(none), ({ save }) => save(bodies)]);
  const [plane] = given.it.planes;
  if (plane === undefined) throw new Error('one plane');
  plane.starts = ({ policy }) => policy !== none;
  const ran = await runCli(line, given);
  expect(ran.code).toBe(0);
  expect(ran.stderr).toContain('did not become ready: the policy is no good');
  expect(ran.stderr).toContain('the policy in effect stays as it was');
  expect(await outcomes(given)).toEqual(['in-effect', 'undone', 'in-effect']);
  expect([inEffect(given), given.it.dead, leftOver(given.it)]).toEqual([bodies, [], []]);
});

test('what the settings enforce when it is saved is obeyed', async () => {
  const given = watching([
    ({ save, it }) => {
      it.world.disk.set('/etc/kind-audit.yaml', { data: 'enforce: {policy: gce}', mode: 0o644 });
      save(none);
    },
  ]);
  const ran = await runCli(line, given);
  expect(ran).toMatchObject({ code: 0, stderr: expect.stringContaining('enforces the policy preset gce') });
  expect(inEffect(given)).toBe(request);
});

test('saves during a change are joined: the newest is applied once, after it', async () => {
  const given = watching([({ save }) => save(none)], (event, { save }) => {
    if (inEffect(given) !== request) return;
    if (started(event, 'second:')) save(bad);
    if (started(event, 'redirect:')) save(metadata);
    if (started(event, 'first:')) save(bodies);
  });
  const ran = await runCli(line, given);
  expect(ran.code).toBe(0);
  expect(await outcomes(given)).toEqual(['in-effect', 'in-effect', 'in-effect']);
  expect([inEffect(given), told(given, 'p.yaml was saved'), told(given, 'reject')]).toEqual([bodies, 2, 0]);
});

test('the time until a save is in effect begins with the save, also where it came during a change', async () => {
  const moments = { saved: 0, inEffect: 0, ms: 0 };
  const given = watching([], (event, { save, it }) => {
    const now = it.world.clock.monotonic();
    if (started(event, 'first:') && inEffect(given) === metadata) {
      save(none);
      moments.saved = now;
    }
    if (event.type === 'in-effect') Object.assign(moments, { inEffect: now, ms: event.ms });
  });
  expect(await runCli(line, given)).toMatchObject({ code: 0 });
  const passed = moments.inEffect - moments.saved;
  expect(passed).toBeGreaterThan(1000);
  // It is never told shorter than it was, and longer by a look or two only.
  expect(moments.ms).toBeGreaterThanOrEqual(passed);
  expect(moments.ms).toBeLessThan(passed + 1000);
});

test('a save that is reverted during a change is no save', async () => {
  let saves = 0;
  const given = watching([], (event, { save }) => {
    if (started(event, 'second:')) save(none);
    if (started(event, 'clear')) save(request);
    if (event.type === 'plan') saves += 1;
  });
  expect(await runCli(line, given)).toMatchObject({ code: 0 });
  expect([saves, told(given, 'was saved')]).toEqual([1, 0]);
});

test('a file that is still being written is not used in part', async () => {
  const parts = ['', 'apiVersion: audit.k8s.io/v1\n', none.slice(0, -5), bodies.slice(0, -9), none];
  const given = watching([
    ({ save, it }) => {
      const { sleep } = it.world.clock;
      Object.assign(it.world.clock, {
        async sleep(ms: number, signal?: AbortSignal) {
          const part = parts.shift();
          if (part !== undefined) save(part);
          await sleep(ms, signal);
        },
      });
    },
  ]);
  expect(await runCli(line, given)).toMatchObject({ code: 0 });
  expect([inEffect(given), told(given, 'was saved')]).toEqual([none, 1]);
  expect(await outcomes(given)).toEqual(['in-effect', 'in-effect']);
});

test('a file that an editor removes for a moment is not missing', async () => {
  const given = watching([
    ({ save, it }) => {
      save(null);
      const { sleep } = it.world.clock;
      let sleeps = 0;
      Object.assign(it.world.clock, {
        async sleep(ms: number, signal?: AbortSignal) {
          if ((sleeps += 1) === 3) save(none);
          await sleep(ms, signal);
        },
      });
    },
  ]);
  expect(await runCli(line, given)).toMatchObject({ code: 0 });
  expect([inEffect(given), told(given, 'there is no file'), told(given, 'there again')]).toEqual([none, 0, 0]);
});

test('a file that stays away is reported once, and used when it is back', async () => {
  let sleeps = 0;
  const given = watching([({ save }) => save(null)], (event, { save, it }) => {
    if (event.type !== 'problem') return;
    const { sleep } = it.world.clock;
    Object.assign(it.world.clock, {
      async sleep(ms: number, signal?: AbortSignal) {
        if ((sleeps += 1) === 100) save(none);
        await sleep(ms, signal);
      },
    });
  });
  const ran = await runCli(line, given);
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.stderr).toContain('error: there is no file p.yaml any more\nnext: ');
  expect(sleeps).toBeGreaterThan(100);
  expect([inEffect(given), told(given, 'there is no file'), told(given, 'there again')]).toEqual([none, 1, 1]);
});

test('a lock that another command holds is waited for, with the newest save', async () => {
  const alive = { is: true };
  const given = watching([
    ({ save, it }) => {
      const holder = { pid: 7, boot: null, started: null, command: 'kind-audit doctor --fix', since: '', nonce: '1' };
      it.world.disk.set(statePaths(it.world, 'kind').lock, { data: JSON.stringify(holder), mode: 0o600 });
      Object.assign(it.world.processes, { alive: () => alive.is });
      save(none);
      const { sleep } = it.world.clock;
      let sleeps = 0;
      Object.assign(it.world.clock, {
        async sleep(ms: number, signal?: AbortSignal) {
          sleeps += 1;
          if (sleeps === 40) save(bodies);
          if (sleeps === 80) alive.is = false;
          await sleep(ms, signal);
        },
      });
    },
  ]);
  const ran = await runCli(line, given);
  expect(ran).toMatchObject({ code: 0 });
  expect(told(given, '"kind-audit doctor --fix" (process 7, since an unknown time) is working')).toBe(1);
  expect(ran.stderr).toContain('waiting until it has ended');
  expect([inEffect(given), await outcomes(given)]).toEqual([bodies, ['in-effect', 'in-effect']]);
});

test('Ctrl-C ends it at once while nothing is changed', async () => {
  const given = watching([interrupt]);
  const ran = await runCli(line, given);
  expect(ran.code).toBe(130);
  expect(ran.stderr).toMatch(/watching p\.yaml; Ctrl-C ends it\nerror: interrupted\n$/);
  expect(inEffect(given)).toBe(request);
});

test('what fails because of Ctrl-C is no failure of the save', async () => {
  const given = watching([
    ({ save, it }) => {
      it.engine.nodes = async () => {
        interrupt(given);
        throw new Problem('engine-unreachable', 'the engine does not answer');
      };
      save(none);
    },
  ]);
  const ran = await runCli(line, given);
  expect(ran.code).toBe(130);
  expect(ran.stderr).toMatch(/p\.yaml was saved\nerror: interrupted\n$/);
});

test.each([
  ['second:', metadata],
  ['clear', request],
])('Ctrl-C in the step %s of a change undoes it, or finishes it where it is in effect', async (id, policy) => {
  for (const flag of ['', ' -o json']) {
    const given = watching([], (event, it) => (started(event, id) ? interrupt(it) : undefined));
    const ran = await runCli(line + flag, given);
    expect(ran.code).toBe(130);
    expect([inEffect(given), given.it.dead, leftOver(given.it)]).toEqual([policy, [], []]);
    expect(ran.stdout).not.toContain('kind-audit.problem/v1');
    expect(ran.stderr).toContain('error: interrupted\n');
  }
});

test('programs read when a save is in effect, what was changed, and what went wrong', async () => {
  const given = watching([({ save }) => save(bad), ({ save }) => save(none)]);
  const { stdout, code } = await runCli(`${line} --json`, given);
  const documents = stdout
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text) as { schema: string; type?: string; id?: string; ms?: number; code?: string });
  expect(code).toBe(0);
  const answers = documents.filter(({ schema }) => schema !== 'kind-audit.event/v1');
  expect(answers.map(({ schema }) => schema)).toEqual([
    'kind-audit.change/v1',
    'kind-audit.problem/v1',
    'kind-audit.change/v1',
  ]);
  expect(answers[1]).toMatchObject({ code: 'policy-refused', exitCode: 1 });
  const at = documents.findIndex(({ type }) => type === 'in-effect');
  expect(documents[at - 1]).toMatchObject({ type: 'step-done', id: 'redirect:kind-control-plane' });
  expect(documents[at]?.ms).toBeGreaterThan(0);
  expect(documents.filter(({ type }) => type === 'in-effect')).toHaveLength(1);
});

test('without a second server a save is in effect when every first one has it', async () => {
  const given = watching([({ save }) => save(none)]);
  const ran = await runCli(`${line} --strategy restart`, given);
  expect(ran.stderr).toMatch(/✓ Keep it as the state to go back to: revision 3, [\d.]+ m?s after the save \(/);
});

test.each([
  ['gce', 'gce is a preset, which nobody saves', 'kind-audit policy apply gce --name kind'],
  ['-', 'standard input is read once', 'kind-audit policy apply - --name kind'],
  ['/etc', '/etc is a folder, not a file, and cannot be watched', 'name a regular file'],
])('%s cannot be watched', async (name, what, next) => {
  const ran = await runCli(`policy watch ${name} --yes`, watching());
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain(`error: ${what}`);
  expect(ran.stderr).toContain(next);
});

test('without a name the file of the settings is watched; a preset of theirs is not', async () => {
  const given = watching();
  given.it.world.disk.set('/project/kind-audit.yaml', { data: 'policy: p.yaml\n', mode: 0o644 });
  expect(await runCli('policy watch --yes', given)).toMatchObject({ code: 0 });
  expect(inEffect(given)).toBe(request);
  given.it.world.disk.set('/project/kind-audit.yaml', { data: 'policy: gce\n', mode: 0o644 });
  const ran = await runCli('policy watch --yes', given);
  expect(ran).toMatchObject({ code: 2 });
  expect(ran.stderr).toContain('next: name a file to watch, or: kind-audit policy apply --name kind\n');
});

test('over many saves nothing more listens to what ends the run', async () => {
  const listening: number[] = [];
  const save = ({ save: give, signal }: Watching): void => {
    listening.push(getEventListeners(signal() ?? new AbortController().signal, 'abort').length);
    give(listening.length % 2 === 0 ? none : bodies);
  };
  const given = watching(Array.from({ length: 15 }, () => save));
  expect(await runCli(line, given)).toMatchObject({ code: 0 });
  expect(await outcomes(given)).toHaveLength(16);
  expect(new Set(listening)).toEqual(new Set(listening.slice(0, 1)));
});
