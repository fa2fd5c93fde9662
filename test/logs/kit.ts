// A node that is this machine's bash, a log that rotates as the API server's does, events for it, and a follow of it.
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Node, World } from '../../src/core/ports.ts';
import { Problem } from '../../src/core/problem.ts';
import { files } from '../../src/io/files.ts';
import { clock } from '../../src/io/clock.ts';
import { everything } from '../../src/events/filter.ts';
import type { DigestSettings } from '../../src/events/digest.ts';
import { rotatedName } from '../../src/kind/log-names.ts';
import { follow } from '../../src/logs/follow.ts';
import { followedOfNode, sourcesOfNode } from '../../src/logs/node-source.ts';
import { show, type Reading } from '../../src/logs/show.ts';
import type { Reach } from '../../src/logs/source.ts';
import { fakeWorld, type FakeWorld } from '../kit/world.ts';

/** A folder that is gone after the test. */
export function tempDir(): { path: string; [Symbol.dispose](): void } {
  const path = mkdtempSync(join(tmpdir(), 'kind-audit-logs-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** An event with a number; its time is that many milliseconds after eight o'clock. */
export function event(number: number, changes: Record<string, unknown> = {}): string {
  const time = new Date(Date.UTC(2026, 10, 21, 8) + number).toISOString().replace('Z', '000Z');
  return JSON.stringify({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: `id-${number}`,
    stage: 'ResponseComplete',
    requestURI: '/version',
    verb: 'get',
    user: { username: 'tester' },
    requestReceivedTimestamp: time,
    stageTimestamp: time,
    ...changes,
  });
}

/** The numbers of printed JSON lines, in order. */
export function numbers(printed: string): number[] {
  return printed
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => Number((JSON.parse(line) as { auditID: string }).auditID.slice(3)));
}

export const jsonSettings: DigestSettings = {
  filter: everything,
  allStages: false,
  product: {
    kind: 'lines',
    look: { form: 'json', showSecrets: false, color: false, columns: null, time: 'absolute' },
  },
};

export const all: Reach = { tail: null, since: null, selective: false };

/** A reading that prints the lines as they are. */
export function jsonReading(reach: Reach): Reading {
  return { settings: jsonSettings, reach, summary: () => new Uint8Array(0) };
}

/** The whole numbers from one up to another. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

/** Starts to follow nodes; `stop` ends it and checks that nothing is left running in them. */
export function followNodes(nodes: readonly ReturnType<typeof bashNode>[], reach: Reach = all) {
  const world = realTimeWorld();
  const done = follow(
    nodes.flatMap((node) => followedOfNode(node, world)),
    jsonReading(reach),
    world,
  ).catch((error: unknown) => error);
  const stop = async (): Promise<void> => {
    world.stop.abort(new Error('stopped'));
    expect(await done).toEqual(new Error('stopped'));
    await until(() => nodes.every((node) => node.running === 0), 'nothing runs in the node');
  };
  return { world, stop };
}

/** The numbers that reading nodes once gives; nothing may be wrong with the logs. */
export async function shown(nodes: readonly Node[], reach = all): Promise<number[]> {
  const world = realTimeWorld();
  const sources = (await Promise.all(nodes.map((node) => sourcesOfNode(node, world)))).flat();
  await show(sources, jsonReading(reach), world);
  expect(world.events.filter(({ type }) => type !== 'progress')).toEqual([]);
  return numbers(world.printed());
}

interface BashNode extends Node {
  /** The path of the log in the manifest of its API server; null where that audits nothing. */
  place: string | null;
  down: boolean;
  readonly running: number;
  kill(): void;
  /** Does something while the node's commands are paused, so that they see only the result. */
  standingStill(change: () => void): void;
}

/** A node whose commands run in this machine's bash. */
export function bashNode(name: string, place: string | null): BashNode {
  const children = new Set<ReturnType<typeof spawn>>();
  return {
    name,
    role: 'control-plane',
    place,
    down: false,
    get running() {
      return children.size;
    },
    kill() {
      for (const child of children) child.kill('SIGKILL');
    },
    standingStill(change) {
      for (const child of children) child.kill('SIGSTOP');
      change();
      for (const child of children) child.kill('SIGCONT');
    },
    async run(argv) {
      const [program = '', ...args] = argv;
      const others = { argv, stderr: '', missing: false, timedOut: false };
      if (program === 'cat') return { ...others, exitCode: 0, stdout: manifestWith(this.place) };
      const { status, stdout } = spawnSync(program, args, { encoding: 'utf8' });
      return { ...others, exitCode: status ?? 1, stdout };
    },
    async stream([program = '', ...args], signal) {
      signal.throwIfAborted();
      if (this.down) throw new Problem('node-stopped', 'the node is not running');
      const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
      children.add(child);
      child.once('exit', () => children.delete(child));
      const close = (): void => {
        child.stdin.end();
        child.stdout.destroy();
      };
      signal.addEventListener('abort', close, { once: true });
      return {
        stdout: swallowClose(child.stdout),
        async [Symbol.asyncDispose]() {
          signal.removeEventListener('abort', close);
          close();
        },
      };
    },
  };
}

/** A manifest in which a path means the same in the node. */
export function manifestWith(place: string | null): string {
  const argument = place === null ? '' : `, "--audit-log-path=${place}"`;
  return `spec: {containers: [{command: [kube-apiserver${argument}], volumeMounts: [{name: l, mountPath: /}]}], volumes: [{name: l, hostPath: {path: /}}]}`;
}

async function* swallowClose(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* stream;
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}

/** Writes lines and rotates as lumberjack does: rename, then a new file, whose first line is as old as the name. */
export class RotatingLog {
  readonly path: string;
  /** The paths that it was rotated to, oldest first. */
  readonly rotated: string[] = [];
  readonly #most: number;

  constructor(path: string, most: number) {
    this.path = path;
    this.#most = most;
    appendFileSync(path, '');
  }

  write(line: string): void {
    if (statSync(this.path).size + line.length + 1 > this.#most) {
      const { stageTimestamp } = JSON.parse(line) as { stageTimestamp: string };
      const to = rotatedName(this.path, Date.parse(stageTimestamp));
      renameSync(this.path, to);
      this.rotated.push(to);
    }
    appendFileSync(this.path, `${line}\n`);
  }
}

/** A fake world with real files and real time. */
export function realTimeWorld(parts: Partial<World> = {}): FakeWorld {
  return fakeWorld({ parts: { files, clock, ...parts } });
}

/** Waits until something holds; gives up after some seconds. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    if (holds()) return;
    await sleep(20);
  }
  throw new Error(`in vain: ${what}`);
}
