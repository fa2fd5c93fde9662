// Commands that a test file starts: none outlives its test; and the address at which one listens.
import { afterEach } from 'vitest';
import { until, type Running } from './run.ts';

/** The list into which a test file puts what it starts; after each test all of it is killed. */
export function killedAfterEach(): Running[] {
  const started: Running[] = [];
  afterEach(async () => {
    for (const { child, ended } of started.splice(0)) {
      child.kill('SIGKILL');
      await ended;
    }
  });
  return started;
}

/** The address that a command with --json says it listens at; null where it has ended instead. */
export async function listeningAt({ child, output }: Running): Promise<string | null> {
  const url = (): string | null => /"url":"([^"]+)"/.exec(output())?.[1] ?? null;
  await until('it listens', () => url() !== null || child.exitCode !== null);
  return url();
}
