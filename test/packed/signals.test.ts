// Signals at the packed program: heard at every moment, by every command that waits or works for long.
import { closeSync, constants, openSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { must, start, type Ran, type Running } from './kit/run.ts';
import { setPackedScene } from './kit/scene.ts';

const scene = setPackedScene('ka-signals');
const held: number[] = [];
afterAll(async () => {
  for (const pipe of held) closeSync(pipe);
  await scene[Symbol.asyncDispose]();
});

const head = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n';
const policy = `${head}  - level: Metadata\n`;

beforeAll(async () => {
  writeFileSync(join(scene.dir, 'p.yaml'), policy);
  // So many rules that each look at all of them takes seconds.
  const rules = Array.from({ length: 20_000 }, (_, at) => `  - {level: None, users: [u${at}], verbs: [get, v${at}]}\n`);
  writeFileSync(join(scene.dir, 'large.yaml'), head + rules.join(''));
  await must(['mkfifo', join(scene.dir, 'pipe')]);
  // It has a writer, who never writes and never goes.
  held.push(openSync(join(scene.dir, 'pipe'), constants.O_RDWR | constants.O_NONBLOCK));
});

/** Runs in the shell, whose exit code is that of users, with a standard input that never ends. */
function startOpen(line: string): Running {
  const { dir: cwd, env, program } = scene;
  return start(['bash', '-c', `exec ${program} ${line} < pipe`], { cwd, env });
}

const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** What the shell says of its end, and whether the program was what ended. */
async function endOf(running: Running): Promise<Ran> {
  const ran = await running.ended;
  const by = running.child.signalCode;
  return { ...ran, code: by === null ? ran.code : codes[by as keyof typeof codes] };
}

const reading = [
  'policy lint -',
  'policy lint pipe',
  'policy lint --fix pipe',
  'policy explain - --kubectl "get pods"',
  'policy explain p.yaml --requests -',
  'policy explain p.yaml --event pipe',
  'policy test pipe',
  'policy test --init pipe',
  'policy diff pipe p.yaml',
  'policy replay --policy pipe -',
  'policy replay --policy p.yaml -',
  'policy replay --policy p.yaml pipe',
  'policy replay --policy p.yaml --html page.html pipe',
  'logs -',
  'logs pipe',
  'logs --follow -',
  'logs --follow pipe',
  'logs --grep x pipe',
  'logs --top user pipe',
  'up --dry-run --policy pipe',
  'init --policy pipe --dir made',
];

test.each(reading)('%s: at any moment of its start, and while it waits', async (line) => {
  const moments = [0, 40, 80, 120, 160, 200, 300, 800];
  const ends = await Promise.all(
    moments.map(async (moment, index) => {
      const running = startOpen(line);
      await wait(moment);
      const signal = index % 2 === 0 ? 'SIGINT' : 'SIGTERM';
      running.child.kill(signal);
      const { code, stdout, stderr } = await endOf(running);
      expect(stdout).toBe('');
      expect(stderr).toMatch(/^(?:error: (?:interrupted|terminated)\n)?$/);
      return [signal, code];
    }),
  );
  expect(ends).toEqual(moments.map((_, index) => (index % 2 === 0 ? ['SIGINT', 130] : ['SIGTERM', 143])));
  expect(readdirSync(scene.dir).toSorted()).toEqual(['large.yaml', 'p.yaml', 'pipe']);
});

test.each([
  'policy lint large.yaml',
  'policy lint --fix large.yaml',
  'policy test --init large.yaml',
  'policy diff large.yaml p.yaml',
  'policy explain large.yaml --kubectl "get pods"',
  'up --dry-run --policy large.yaml',
  'init --policy large.yaml --dir made',
])('%s: the system ends it in the middle of long work', async (line) => {
  const running = startOpen(line);
  await wait(500);
  running.child.kill('SIGTERM');
  const { stdout, stderr } = await running.ended;
  // The program itself would have said so, and only when the work is done.
  expect({ by: running.child.signalCode, stdout, stderr }).toEqual({ by: 'SIGTERM', stdout: '', stderr: '' });
  expect(readdirSync(scene.dir).toSorted()).toEqual(['large.yaml', 'p.yaml', 'pipe']);
});

test.each(['logs --follow pipe', 'policy replay --policy p.yaml --html page.html pipe'])(
  '%s: a second signal ends it',
  async (line) => {
    const running = startOpen(line);
    await wait(500);
    running.child.kill('SIGINT');
    running.child.kill('SIGTERM');
    expect([130, 143]).toContain((await endOf(running)).code);
  },
);
