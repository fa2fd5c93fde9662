// Which container engine to use: the one that kind itself would choose.
import type { Engine, HostExec, Provider } from '../../core/ports.ts';
import type { Report } from '../../core/event.ts';
import { findDockerEndpoint, type EndpointSources } from './docker-endpoint.ts';

/** What the search reads and asks; the signal ends it. */
interface EngineSources extends EndpointSources {
  readonly exec: HostExec;
  readonly report: Report;
  readonly signal: AbortSignal;
}

const providers: readonly Provider[] = ['docker', 'podman', 'nerdctl', 'finch', 'nerdctl.lima'];

/**
 * Follows kind: KIND_EXPERIMENTAL_PROVIDER (an unknown value is ignored with a warning), else the
 * first of docker, nerdctl, podman whose program is there. Source: kind pkg/cluster/provider.go and
 * pkg/internal/runtime/runtime.go.
 */
export async function findEngine(sources: EngineSources): Promise<Engine> {
  const { provider, origin } = await chooseProvider(sources);
  if (provider === 'docker') {
    const { dockerEngine } = await import('./docker.ts');
    return dockerEngine(await findDockerEndpoint(sources), { signal: sources.signal });
  }
  const { commandLineEngine } = await import('./command-line.ts');
  return commandLineEngine(provider, sources.exec, origin, sources.signal);
}

async function chooseProvider({ env, exec, report }: EngineSources): Promise<{ provider: Provider; origin: string }> {
  const asked = env['KIND_EXPERIMENTAL_PROVIDER'] ?? '';
  const known = providers.find((provider) => provider === asked);
  if (known !== undefined) return { provider: known, origin: 'KIND_EXPERIMENTAL_PROVIDER' };
  if (asked !== '') {
    report({
      type: 'note',
      level: 'warn',
      text: `KIND_EXPERIMENTAL_PROVIDER="${asked}" is not a provider (${providers.join(', ')}); ignored, as kind does`,
    });
  }
  for (const provider of ['docker', 'nerdctl', 'podman'] as const) {
    if ((await exec.which(provider)) !== null) return { provider, origin: `${provider} on PATH` };
  }
  return { provider: 'docker', origin: 'the default' };
}
