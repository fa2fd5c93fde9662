// The Problems made of calls to the Docker engine that failed.
import { cellText } from '../../core/limits.ts';
import { pasteable } from '../../core/shell-quote.ts';
import { messageOf, Problem } from '../../core/problem.ts';
import type { Call } from './docker-api.ts';
import type { DockerEndpoint } from './docker-endpoint.ts';

/** The engine was silent for so many milliseconds. */
export function tookTooLong({ host, origin }: DockerEndpoint, { method, path }: Call, timeoutMs: number): Problem {
  const seconds = timeoutMs / 1000;
  return new Problem(
    'engine-unreachable',
    `the container engine at ${host} (from ${origin}) did not answer ${method} ${path} within ${seconds} s`,
    { hint: 'start the engine again, then: kind-audit setup' },
  );
}

/** The Problem made of what a call threw: no engine, no permission, or the engine's own refusal. */
export function refusal({ host, origin }: DockerEndpoint, { method, path }: Call, cause: unknown): Problem {
  const status = field(cause, 'statusCode');
  const code = field(cause, 'code');
  if (code === 'EACCES') {
    return new Problem('not-permitted', `this user may not use the container engine at ${host} (from ${origin})`, {
      hint: 'sudo usermod --append --groups docker "$USER", then log in again',
      cause,
    });
  }
  const message =
    status === undefined
      ? `no container engine answers at ${host} (from ${origin}): ${code ?? cellText(messageOf(cause))}`
      : `the container engine at ${host} (from ${origin}) refused ${method} ${path}: ${cellText(messageOf(cause).trim())}`;
  // docker goes the same way, and setup can do nothing about another host.
  const hint =
    host.startsWith('ssh://') && status === undefined
      ? pasteable(['docker', '--host', host, 'version'])
      : 'kind-audit setup';
  return new Problem('engine-unreachable', message, { hint, cause });
}

/** The HTTP status with which the engine refused a call, or undefined. */
export function statusOf(error: unknown): number | undefined {
  const status = field(error instanceof Error ? error.cause : undefined, 'statusCode');
  return status === undefined ? undefined : Number(status);
}

function field(error: unknown, name: 'statusCode' | 'code'): string | undefined {
  if (typeof error !== 'object' || error === null || !(name in error)) return undefined;
  const value: unknown = (error as Record<string, unknown>)[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
