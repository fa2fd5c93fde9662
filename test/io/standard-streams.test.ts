// Standard streams as they really are.
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { outputProblem } from '../../src/core/output-problem.ts';
import { FileWritable, readInput } from '../../src/io/standard-streams.ts';
import { systemError } from '../kit/files.ts';

const never = new AbortController().signal;

async function write(stream: FileWritable, text: string): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => {
    stream.on('error', () => undefined);
    stream.write(text, (error) => resolve(error ?? null));
  });
}

test('a file gets all of a text', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'kind-audit-'));
  const fd = openSync(join(dir, 'a'), 'w');
  expect(await write(new FileWritable(fd), 'grüße\n'.repeat(100_000))).toBeNull();
  closeSync(fd);
  expect(readFileSync(join(dir, 'a'), 'utf8')).toBe('grüße\n'.repeat(100_000));
  rmSync(dir, { recursive: true });
});

test('a full disk is an error of the stream', async () => {
  const fd = openSync('/dev/full', 'w');
  const error = await write(new FileWritable(fd), 'x');
  closeSync(fd);
  expect(error).toMatchObject({ code: 'ENOSPC' });
  expect(outputProblem(error)).toMatchObject({
    code: 'output-failed',
    exitCode: 3,
    message: 'cannot write the output: no space left on device',
  });
});

test.each([
  [systemError('EIO', 'write', '/x'), 'output-failed', 3],
  [systemError('EPIPE', 'write', '/x'), 'pipe-closed', 0],
  [new Error('of the test'), 'output-failed', 3],
])('%s', (error, code, exitCode) => {
  expect(outputProblem(error)).toMatchObject({ code, exitCode });
});

test('standard input that cannot be read is a problem, and an abort is an abort', async () => {
  const broken = async (until: AbortSignal): Promise<void> => {
    const stream = new Readable({
      read() {
        this.destroy(Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO', syscall: 'read' }));
      },
    });
    for await (const piece of readInput(stream, until)) expect(piece).toBeUndefined();
  };
  await expect(broken(never)).rejects.toMatchObject({
    code: 'file-unreadable',
    message: 'cannot read standard input: i/o error',
  });
  await expect(broken(AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
});

test('an abort ends a read that waits', async () => {
  const stop = new AbortController();
  const silent = new Readable({ read: () => undefined });
  const read = vi.fn<() => Promise<unknown>>(async () => readInput(silent, stop.signal).next());
  const waiting = read();
  stop.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
});
