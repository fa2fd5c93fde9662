// Real commands: output, endings, and nothing left running.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { MOST_OUTPUT } from '../../src/core/command-failed.ts';
import { gatherOutput } from '../../src/io/gather-output.ts';
import { hostExec } from '../../src/io/exec.ts';

test('gives output and exit code as values', async () => {
  const ran = await hostExec.run(['sh', '-c', 'echo out; echo err >&2; exit 3']);
  expect(ran).toMatchObject({ exitCode: 3, stdout: 'out\n', stderr: 'err\n', missing: false, timedOut: false });
});

test('a program that is not there is a value too', async () => {
  expect(await hostExec.run(['no-such-program-here'])).toMatchObject({ missing: true, exitCode: null });
});

test.each(['', ' >&2'])('output that is too much is a problem that names the command%s', async (to) => {
  await expect(hostExec.run(['sh', '-c', `head -c 70000000 /dev/zero${to}`])).rejects.toMatchObject({
    code: 'command-failed',
    message: 'sh prints more than 64.0 MiB; it was ended',
    hint: `sh -c 'head -c 70000000 /dev/zero${to}' | head -n 20`,
  });
});

test('what an engine sends of a command is collected up to the same size, each stream by itself', () => {
  const { push, texts } = gatherOutput(undefined);
  const half = new Uint8Array(MOST_OUTPUT / 2);
  expect([push('stdout', half), push('stdout', half), push('stderr', half)]).toEqual([true, true, true]);
  expect([push('stdout', Buffer.from('x')), push('stderr', half)]).toEqual([false, true]);
  expect(texts().stdout.length).toBe(MOST_OUTPUT);
});

test('passes standard input, environment and folder on, and no shell touches the arguments', async () => {
  const ran = await hostExec.run(['sh', '-c', 'cat; echo "$MINE $1"; pwd', 'sh', '$(echo no) `no`'], {
    stdin: 'in\n',
    env: { MINE: 'yes' },
    cwd: '/',
  });
  expect(ran.stdout).toBe('in\nyes $(echo no) `no`\n/\n');
});

test('reports lines as they come', async () => {
  const lines: string[] = [];
  await hostExec.run(['sh', '-c', 'echo a; echo b >&2; printf c'], {
    onLine: (line, stream) => lines.push(`${stream} ${line}`),
  });
  expect(lines.toSorted()).toEqual(['stderr b', 'stdout a', 'stdout c']);
});

test.each(['stdout', 'stderr'])(
  'what a listener throws at a line of %s ends the command and is thrown',
  async (stream) => {
    const running = hostExec.run(['sh', '-c', 'echo a; echo b >&2; sleep 97.4'], {
      onLine(_line, from) {
        if (from === stream) throw new Error(`a bug in the listener to ${from}`);
      },
    });
    await expect(running).rejects.toThrow(`a bug in the listener to ${stream}`);
    await expect.poll(() => aliveWithMark('97.4')).toBe(false);
  },
);

test('a listener sees the lines before an ending by time-out, which is no failure of it', async () => {
  const lines: string[] = [];
  const ran = await hostExec.run(['sh', '-c', 'echo early; sleep 97.5'], {
    timeoutMs: 300,
    onLine: (line) => void lines.push(line),
  });
  expect([ran.timedOut, lines]).toEqual([true, ['early']]);
});

async function aliveWithMark(mark: string): Promise<boolean> {
  const ran = await hostExec.run(['pgrep', '--full', `sleep ${mark}`]);
  return ran.exitCode === 0;
}

test('an abort ends the whole process group and rejects with its reason', async () => {
  const stop = new AbortController();
  const running = hostExec.run(['sh', '-c', 'sleep 97.1 & sleep 97.1; true'], { signal: stop.signal });
  await wait(200);
  expect(await aliveWithMark('97.1')).toBe(true);
  stop.abort(new Error('enough'));
  await expect(running).rejects.toThrow('enough');
  await wait(100);
  expect(await aliveWithMark('97.1')).toBe(false);
});

test('a time-out ends it too', async () => {
  expect(await hostExec.run(['sleep', '97.2'], { timeoutMs: 100 })).toMatchObject({ timedOut: true, exitCode: null });
  expect(await aliveWithMark('97.2')).toBe(false);
});

test('a detached program outlives the call and writes its log', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'kind-audit-'));
  const pid = await hostExec.detach(['sh', '-c', 'echo started; sleep 97.3'], join(dir, 'log'));
  await wait(200);
  expect(await readFile(join(dir, 'log'), 'utf8')).toBe('started\n');
  process.kill(-pid);
  await rm(dir, { recursive: true });
});

test('finds programs on PATH', async () => {
  expect(await hostExec.which('sh')).toMatch(/\/sh$/);
  expect(await hostExec.which('no-such-program-here')).toBeNull();
});
