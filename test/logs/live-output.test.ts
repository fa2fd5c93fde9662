// Following ends when its reader closes the output, and on Ctrl-C when it no longer reads, whatever waits at that moment.
import { screenText } from '../../src/core/screen-text.ts';
import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import type { Output } from '../../src/core/ports.ts';
import { Problem } from '../../src/core/problem.ts';
import { streamOutput } from '../../src/io/output.ts';
import { loadPolicy } from '../../src/index.ts';
import { follow } from '../../src/logs/follow.ts';
import { localSources, stdinSource } from '../../src/logs/local-source.ts';
import { replayLogs } from '../../src/logs/replay.ts';
import { show } from '../../src/logs/show.ts';
import type { Source } from '../../src/logs/source.ts';
import { fakeWorld } from '../kit/world.ts';
import { all, event, jsonReading, realTimeWorld, until } from './kit.ts';

/** More than the ordered output lets wait. */
const MANY = 5;
const large = (number: number): string => event(number, { userAgent: 'x'.repeat(1024 * 1024) });

/** A source that gives blocks as long as they are accepted; `given` counts them. */
function endlessSource(name: string, caughtUpAfter: number): Source & { given: number } {
  const origin = { name, midway: false };
  return {
    name,
    bytes: null,
    given: 0,
    async *blocks() {},
    stretches: () => [],
    async *follow(_reach, signal) {
      for (;;) {
        signal.throwIfAborted();
        if (this.given === caughtUpAfter) yield { type: 'caught-up' };
        this.given += 1;
        yield { type: 'lines', bytes: Buffer.from(`${large(this.given)}\n`), origin };
      }
    },
  };
}

const stalled: Output['write'] = async (_text, signal) =>
  new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)));

function outputOf(write: Output['write']): Output {
  return { write, columns: 80, color: false, terminal: false };
}

/** Follows into an output; settles with what it failed with. */
function following(sources: readonly Source[], out: Output, reach = all) {
  const world = realTimeWorld({ out });
  return { world, failed: follow(sources, jsonReading(reach), world).catch((error: unknown) => error) };
}

const counts = [1, 2, 3];

test.each(counts)('%i sources: the pipe closes', async (count) => {
  const closed = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
  let writes = 0;
  const out = outputOf(async () => {
    writes += 1;
    if (writes > 2) throw closed;
  });
  const sources = Array.from({ length: count }, (_, index) => endlessSource(`s${index}`, 0));
  expect(await following(sources, out).failed).toBe(closed);
});

test.each(counts)('%i sources: the pipe closes while the old events are shown', async (count) => {
  const closed = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
  const out = outputOf(async () => {
    throw closed;
  });
  const sources = Array.from({ length: count }, (_, index) => endlessSource(`s${index}`, MANY + index));
  expect(await following(sources, out, { tail: 2, since: null, selective: true }).failed).toBe(closed);
});

test.each(counts)('%i sources: Ctrl-C when the reader has stopped reading', async (count) => {
  const sources = Array.from({ length: count }, (_, index) => endlessSource(`s${index}`, 0));
  const { world, failed } = following(sources, outputOf(stalled));
  // With one source the first write waits; with several each source continues until there is too much to keep.
  const enough = count === 1 ? 1 : MANY;
  while (sources.reduce((sum, { given }) => sum + given, 0) < enough) await world.clock.sleep(1);
  const stop = new Problem('interrupted', 'interrupted');
  world.stop.abort(stop);
  expect(await failed).toBe(stop);
});

test('the reader is known to be gone before anything is written', async () => {
  const silent: Source = {
    ...endlessSource('silent', 0),
    async *follow(_reach, signal) {
      yield { type: 'caught-up' };
      await realTimeWorld().clock.sleep(1e9, signal);
    },
  };
  const out = { ...outputOf(stalled), readerGone: async () => undefined };
  expect(await following([silent, silent], out).failed).toMatchObject({ code: 'pipe-closed' });
});

test('a reading that is shown once ends on Ctrl-C too', async () => {
  const world = realTimeWorld({
    stdin: async function* () {
      yield Buffer.from(`${event(1)}\n`);
    },
  });
  const out = outputOf(async (text, signal = world.stop.signal) => {
    setImmediate(() => world.stop.abort(new Problem('interrupted', 'interrupted')));
    return stalled(text, signal);
  });
  await expect(show([stdinSource(world)], jsonReading(all), { ...world, out })).rejects.toThrow('interrupted');
});

test('a real stream: a write waits for its reader, and no longer than the signal', async () => {
  const accept: (() => void)[] = [];
  const stream = new Writable({ write: (_bytes, _encoding, accepted) => void accept.push(accepted) });
  const ofRun = new AbortController();
  const out = streamOutput(stream, false, ofRun.signal);
  const first = out.write(screenText(['first']));
  accept.shift()?.();
  await first;
  const own = new AbortController();
  const ended = out.write(screenText(['second']), own.signal).catch((error: unknown) => error);
  const waiting = out.write(screenText(['third'])).catch((error: unknown) => error);
  own.abort(new Error('own'));
  expect(await ended).toEqual(new Error('own'));
  ofRun.abort(new Error('run'));
  expect(await waiting).toEqual(new Error('run'));
  await expect(out.write(screenText(['fourth']))).rejects.toThrow('run');
  const fifth = out.write(screenText(['fifth']), new AbortController().signal);
  // A write that was given up stays in the stream, in its place.
  for (const _ of ['second', 'third', 'fifth']) accept.shift()?.();
  await fifth;
});

test('a file that waits, as a pipe without a writer, ends on Ctrl-C', async () => {
  const world = realTimeWorld({
    files: {
      ...fakeWorld().files,
      stat: async () => ({ kind: 'pipe', size: 0 }),
      async *stream() {
        yield Buffer.from(`${event(1)}\n`);
        await new Promise(() => undefined);
      },
    },
  });
  const [source] = await localSources(['/pipe.log'], world);
  if (source === undefined) throw new Error('no source');
  const stop = new Problem('interrupted', 'interrupted');
  const shown = show([source], jsonReading(all), world).catch((error: unknown) => error);
  const loaded = loadPolicy('apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n').policy;
  if (loaded === undefined) throw new Error('refused');
  const replayed = replayLogs([source], { policy: loaded }, world).catch((error: unknown) => error);
  await until(() => world.printed() !== '', 'the first event');
  world.stop.abort(stop);
  expect([await shown, await replayed]).toEqual([stop, stop]);
});
