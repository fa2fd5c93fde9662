// Which engine the user has chosen, by environment or docker context: only the default one can be provided.
import type { World } from '../../core/ports.ts';

const defaultSockets = new Set(['unix:///var/run/docker.sock', 'unix:///run/docker.sock']);

/** The setting that chooses an engine other than Docker's default socket; null where there is none. */
export async function chosenElsewhere({
  env,
  exec,
  signal,
}: Pick<World, 'exec' | 'env' | 'signal'>): Promise<string | null> {
  const provider = env['KIND_EXPERIMENTAL_PROVIDER'] ?? '';
  if (['podman', 'nerdctl', 'finch', 'nerdctl.lima'].includes(provider))
    return `KIND_EXPERIMENTAL_PROVIDER=${provider}`;
  const host = env['DOCKER_HOST'] ?? '';
  if (host !== '') return defaultSockets.has(host) ? null : `DOCKER_HOST=${host}`;
  if ((await exec.which('docker')) === null) return null;
  const asked = await exec.run(['docker', 'context', 'show'], { signal, timeoutMs: 10_000 });
  const context = asked.exitCode === 0 ? asked.stdout.trim() : 'default';
  if (context === 'default' || context === '') return null;
  const format = '{{.Endpoints.docker.Host}}';
  const endpoint = await exec.run(['docker', 'context', 'inspect', '--format', format], { signal, timeoutMs: 10_000 });
  return defaultSockets.has(endpoint.stdout.trim()) ? null : `docker context ${context}`;
}
