// The engine that this run of the tests has started: a test stops nobody else's.
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { until, type Scene } from './scene.ts';

const PID_FILE = '/var/run/docker.pid';

/** The file in which `scripts/test` keeps the engine's process; "" where it has not started the engine. */
const own = process.env['KIND_AUDIT_TEST_ENGINE'] ?? '';

/** A test that stops the engine; it is not there where this run did not start the engine. */
export function engineTest(name: string, run: () => Promise<void>, timeoutMs: number): void {
  if (own === '') console.log(`not run, since scripts/test has not started the engine: ${name}`);
  else test(name, run, timeoutMs);
}

/** Ends the engine by a signal, does something, and starts it by `setup`. */
export async function withoutEngine(
  scene: Scene,
  signal: 'SIGTERM' | 'SIGKILL',
  meanwhile: () => Promise<void> = async () => undefined,
): Promise<void> {
  const pid = readFileSync(own, 'utf8').trim();
  expect(readFileSync(PID_FILE, 'utf8').trim()).toBe(pid);
  process.kill(Number(pid), signal);
  await until('the engine has ended', () => !existsSync(`/proc/${pid}`));
  await meanwhile();
  const ran = await scene.cli('setup', '--yes');
  expect(ran, ran.stderr).toMatchObject({ code: 0 });
  copyFileSync(PID_FILE, own);
}
