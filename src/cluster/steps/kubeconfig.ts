// Step: make sure that the context of the cluster is in the kubeconfig, belongs to it, and answers.
import { commandFailed } from '../../core/command-failed.ts';
import type { World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import { pasteable } from '../../core/shell-quote.ts';
import type { Step } from '../../core/step.ts';
import { contextName } from '../../kind/cluster-name.ts';
import { accessOf, authorityOf, parseKubeconfig, type ApiAccess } from '../../kind/kubeconfig.ts';
import { ADMIN_KUBECONFIG } from '../../kind/paths.ts';
import { kubeconfigFiles, requireWritableKubeconfig } from '../kubeconfig-file.ts';
import { isElsewhere } from '../look.ts';
import type { UpContext } from '../up-context.ts';

/** The wait for an answer at the address of the kubeconfig, and between two questions, in milliseconds. */
const ANSWER_MS = 10_000;
const INTERVAL_MS = 500;

export const kubeconfigStep: Step<UpContext> = {
  id: 'kubeconfig',
  title: 'Check the kubeconfig',
  async run(context, voice) {
    const { world, settings, facts } = context;
    const name = contextName(settings.name);
    const authority = await authorityOfCluster(context);
    let access = await contextOf(context, name, authority);
    let done = `context ${name}`;
    if (access === null) {
      await requireWritableKubeconfig(world, settings);
      const { written } = await kubeconfigFiles(world, settings.kubeconfig);
      await exportKubeconfig(context, written);
      done = `context ${name} written to ${written}, and made the current one`;
      access = await contextOf(context, name, authority);
      if (access === null)
        throw new Problem('proof-failed', `the context ${name} of ${written} is not this cluster's`, {
          hint: `${pasteable(['kubectl', '--kubeconfig', written, 'config', 'get-contexts', name])} (the cluster is kept)`,
        });
    }
    const fault = await faultOf(world, access);
    if (fault === null) return done;
    const text = `the API server does not answer at ${access.server}, where the context ${name} leads: ${fault}`;
    if (!isElsewhere(facts.engine))
      throw new Problem('proof-failed', text, {
        hint: `kubectl --context ${name} get --raw /readyz (the cluster is kept)`,
      });
    voice.warn(`${text}; the engine is on another host`);
    return done;
  },
};

/** The certificate authority of the cluster itself. */
async function authorityOfCluster({ world, settings, facts }: UpContext): Promise<string> {
  const containers = await facts.engine.nodes(settings.name, world.signal);
  const plane = containers.find(({ role }) => role === 'control-plane');
  const ran =
    plane === undefined
      ? null
      : await facts.engine.node(plane).run(['cat', ADMIN_KUBECONFIG], { timeoutMs: ANSWER_MS, signal: world.signal });
  const config = ran === null || ran.exitCode !== 0 ? null : parseKubeconfig(ran.stdout);
  const authority = config === null ? null : authorityOf(config);
  if (authority !== null) return authority;
  throw new Problem('proof-failed', `${ADMIN_KUBECONFIG} of ${plane?.name ?? settings.name} cannot be read`, {
    hint: `kind-audit doctor --name ${settings.name} (the cluster is kept)`,
  });
}

/** What the kubeconfig says of the context; null where there is none, or one of another cluster of this name. */
async function contextOf({ world, settings }: UpContext, name: string, authority: string): Promise<ApiAccess | null> {
  for (const path of (await kubeconfigFiles(world, settings.kubeconfig)).read) {
    const config = parseKubeconfig((await world.files.read(path).catch(() => null)) ?? '');
    const access = config === null ? null : accessOf(config, name);
    // Of several files the first that names a context counts.
    if (access !== null) return access.unverified || access.ca === authority ? access : null;
  }
  return null;
}

async function exportKubeconfig({ world, settings }: UpContext, written: string): Promise<void> {
  const argv = ['kind', 'export', 'kubeconfig', '--name', settings.name, '--kubeconfig', written];
  const ran = await world.exec.run(argv, { timeoutMs: 60_000, signal: world.signal });
  if (ran.exitCode === 0) return;
  const hint = `${pasteable(argv)} (the cluster is kept)`;
  throw commandFailed(ran, `cannot write the context into ${written}`, hint, 'proof-failed');
}

/** Why the API server does not answer there; null when it does. */
async function faultOf({ http, clock, signal }: World, access: ApiAccess): Promise<string | null> {
  const { server, ...tls } = access;
  const deadline = clock.monotonic() + ANSWER_MS;
  for (;;) {
    const answer = await http.status(`${server.replace(/\/$/, '')}/readyz`, tls, signal);
    if (answer === 200) return null;
    if (clock.monotonic() >= deadline) return typeof answer === 'number' ? `HTTP status ${answer}` : answer;
    await clock.sleep(INTERVAL_MS, signal);
  }
}
