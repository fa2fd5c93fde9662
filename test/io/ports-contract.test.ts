// The contract of the ports HostExec, Clock and Output: the same cases against the real ones and against the fakes.
import { screenText } from '../../src/core/screen-text.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { Clock, HostExec, Output } from '../../src/core/ports.ts';
import { clock as realClock } from '../../src/io/clock.ts';
import { hostExec } from '../../src/io/exec.ts';
import { streamOutput } from '../../src/io/output.ts';
import { fakeExec } from '../kit/exec.ts';
import { fakeWorld } from '../kit/world.ts';

/** What the real programs of the cases do, as a script. */
const scripted = fakeExec(
  ([program, , line = ''], { stdin = '', env = {}, cwd = '' }) => {
    if (program !== 'sh') return undefined;
    if (line === 'sleep 60') return 'hangs';
    if (line.startsWith('exit ')) return { exitCode: Number(line.slice(5)) };
    if (line === 'kill -KILL $$') return { exitCode: null };
    if (line.startsWith('printf')) return { stdout: 'a\n\nb', stderr: 'c\n' };
    return { stdout: `${stdin}${env['MINE'] ?? ''} ${cwd}` };
  },
  [],
  new Map([['sh', '/bin/sh']]),
);

describe.each<[string, HostExec]>([
  ['real commands', hostExec],
  ['scripted commands', scripted],
])('%s', (_name, exec) => {
  const sh = (line: string): string[] => ['sh', '-c', line];
  const ended = { stdout: '', stderr: '', missing: false, timedOut: false };

  test.each([0, 1, 77])('exit code %i is a value', async (exitCode) => {
    const argv = sh(`exit ${exitCode}`);
    expect(await exec.run(argv)).toEqual({ ...ended, argv, exitCode });
    expect(await exec.interactive(argv)).toBe(exitCode);
  });

  test('a program that was killed has no exit code; at the terminal it counts as 1', async () => {
    const argv = sh('kill -KILL $$');
    expect(await exec.run(argv)).toEqual({ ...ended, argv, exitCode: null });
    expect(await exec.interactive(argv)).toBe(1);
  });

  test('a program that is not there', async () => {
    const argv = ['no-such-program-here'];
    expect(await exec.run(argv)).toEqual({ ...ended, argv, exitCode: null, missing: true });
    await expect(exec.interactive(argv)).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(exec.detach(argv, '/dev/null')).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await exec.which('no-such-program-here')).toBeNull();
    expect(await exec.which('sh')).toMatch(/^\/.*sh$/);
  });

  test('standard input, environment and folder', async () => {
    const ran = await exec.run(sh('cat; printf "$MINE "; printf "$(pwd)"'), {
      stdin: 'in ',
      env: { MINE: 'mine' },
      cwd: '/',
    });
    expect(ran.stdout).toBe('in mine /');
  });

  test('lines as they come: empty ones too, the last without its newline', async () => {
    const lines: string[] = [];
    const onLine = (line: string, stream: string): void => void lines.push(`${stream}: ${line}`);
    const ran = await exec.run(sh("printf 'a\\n\\nb'; echo c >&2"), { onLine });
    expect(lines.toSorted()).toEqual(['stderr: c', 'stdout: ', 'stdout: a', 'stdout: b']);
    expect([ran.stdout, ran.stderr]).toEqual(['a\n\nb', 'c\n']);
  });

  test('a signal that is aborted already starts nothing', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(exec.run(sh('exit 0'), { signal })).rejects.toThrow('enough');
  });

  test('an abort ends it, with the reason', async () => {
    const stop = new AbortController();
    const running = exec.run(sh('sleep 60'), { signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
  });

  test('a time limit ends it, and is said', async () => {
    const argv = sh('sleep 60');
    expect(await exec.run(argv, { timeoutMs: 50 })).toEqual({ ...ended, argv, exitCode: null, timedOut: true });
  });
});

describe.each<[string, () => Clock]>([
  ['the real clock', () => realClock],
  ['the clock of a test', () => fakeWorld().clock],
])('%s', (_name, makeClock) => {
  test('time passes during a sleep', async () => {
    const clock = makeClock();
    const [now, monotonic] = [clock.now().getTime(), clock.monotonic()];
    await clock.sleep(20);
    expect(clock.monotonic() - monotonic).toBeGreaterThan(0);
    expect(clock.now().getTime() - now).toBeGreaterThan(0);
  });

  test('a time limit is over when its time is, and not before', async () => {
    const clock = makeClock();
    const [short, long] = [clock.timeout(10), clock.timeout(60_000)];
    await clock.sleep(40);
    expect([short.aborted, long.aborted]).toEqual([true, false]);
  });

  test('no sleep starts after an abort', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(makeClock().sleep(60_000, signal)).rejects.toThrow('enough');
  });
});

describe.each<[string, () => { out: Output; printed(): string; stop: AbortController }]>([
  [
    'real output',
    () => {
      const stream = new PassThrough();
      const stop = new AbortController();
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      const out = streamOutput(stream, false, stop.signal);
      return { out, stop, printed: () => Buffer.concat(parts).toString() };
    },
  ],
  [
    'output of a test',
    () => {
      const { out, stop, printed } = fakeWorld();
      return { out, stop, printed };
    },
  ],
])('%s', (_name, make) => {
  test('text and bytes, in their order', async () => {
    const { out, printed } = make();
    await out.write(screenText(['é']));
    await out.write(Uint8Array.of(0xc3, 0xa9));
    expect(printed()).toBe('éé');
    expect([out.color, out.terminal]).toEqual([false, false]);
  });

  test('after an abort nothing is written, unless the write has a signal of its own', async () => {
    const { out, printed, stop } = make();
    stop.abort(new Error('enough'));
    await expect(out.write(screenText(['a']))).rejects.toThrow('enough');
    await out.write(screenText(['b']), new AbortController().signal);
    expect(printed()).toBe('b');
  });
});

test('a detached program has a process id', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'kind-audit-'));
  for (const exec of [hostExec, scripted])
    expect(await exec.detach(['sh', '-c', 'exit 0'], join(dir, 'log'))).toBeGreaterThan(1);
  rmSync(dir, { recursive: true });
});
