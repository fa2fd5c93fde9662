// Step: let kind create the cluster, and stop early when its API server cannot start.
import { commandFailed } from '../../core/command-failed.ts';
import { printableCell } from '../../core/printable.ts';
import { count } from '../../core/plural.ts';
import type { Ran } from '../../core/ports.ts';
import type { Problem } from '../../core/problem.ts';
import type { Step } from '../../core/step.ts';
import { upCommand } from '../../state/cluster-commands.ts';
import type { ClusterRecord } from '../../state/cluster-record.ts';
import { recordText } from '../../state/cluster-state.ts';
import { markText } from '../../state/creation-mark.ts';
import { howWanted, type Settings } from '../settings.ts';
import { containerNames } from '../../kind/cluster-name.ts';
import { noteLateStart, startEarly } from '../check-run.ts';
import { watchForCrash } from '../watch-for-crash.ts';
import type { UpUndo } from '../undos/table.ts';
import { writeFile } from '../undos/written-file.ts';
import type { UpContext } from '../up-context.ts';

export const createStep: Step<UpContext, UpUndo> = {
  id: 'create',
  title: 'Create the cluster',
  async run(context, voice) {
    const { world, settings, cluster } = context;
    const { name, kubeconfig } = settings;
    const names = containerNames(name, cluster.controlPlanes, cluster.workers);
    await voice.undoable({ kind: 'created-cluster', cluster: name, kubeconfig, mounted: cluster.policyDir, names });
    await writeFile(world, settings.state.creating, markText(world), voice, { mode: 0o600 });
    const watching = new AbortController();
    const stopped = new AbortController();
    const watch = watchForCrash(context, AbortSignal.any([world.signal, watching.signal])).catch(() => null);
    void watch.then((problem) => problem !== null && stopped.abort(problem));
    try {
      const ran = await world.exec.run(createCommand(context), {
        signal: AbortSignal.any([world.signal, stopped.signal]),
        onLine: (line) => {
          startEarly(context, line);
          if (line.trim() !== '') voice.progress(line.replace(/^\s*[•✓✗]?\s*/u, ''));
        },
      });
      if (ran.exitCode !== 0) throw createFailed(ran, settings);
      noteLateStart(context);
    } finally {
      watching.abort();
      await watch;
    }
    await writeFile(world, settings.state.record, recordText(await recordOf(context)), voice, { mode: 0o600 });
    await world.files.remove(settings.state.creating);
    const workers = cluster.workers === 0 ? '' : `, ${count(cluster.workers, 'worker')}`;
    return `${cluster.name}, ${count(cluster.controlPlanes, 'control plane')}${workers}`;
  },
};

async function recordOf({ world, settings, cluster }: UpContext): Promise<Omit<ClusterRecord, 'schema'>> {
  const { dir, kubeconfig, configFile } = settings;
  const config = await world.files.read(configFile);
  return {
    settings: cluster,
    dir,
    ...(kubeconfig === null ? {} : { kubeconfig }),
    ...(config === null ? {} : { configSha256: world.sha256(config) }),
  };
}

function createFailed(ran: Ran, settings: Settings): Problem {
  const unpulled = /failed to pull image "([^"@]+)/.exec(ran.stdout + ran.stderr)?.[1];
  if (unpulled === undefined) {
    const made = howWanted(settings);
    const taken = /The container name "\/?([^"]+)" is already in use|node\(s\) already exist for a cluster/.exec(
      ran.stderr,
    );
    if (taken !== null) {
      const what = `another run has made ${printableCell(taken[1] ?? `nodes of "${settings.name}"`)} in the meantime`;
      const next = `wait for it to end, then: ${upCommand(made)}; or use another --name`;
      return commandFailed(ran, what, next, 'create-failed');
    }
    const words = wordsOfKind(ran.stderr);
    const what = `kind could not create the cluster${words === undefined ? '' : `: ${printableCell(words)}`}`;
    return commandFailed(ran, what, upCommand(made, '--retain', '--verbose'), 'create-failed');
  }
  return commandFailed(ran, `the image ${unpulled} cannot be pulled`, 'kind-audit image build', 'image-missing');
}

/** Why, in one line: what a command of kind's has printed, else what kind says of itself. */
function wordsOfKind(text: string): string | undefined {
  return /^Command Output: (.+)/m.exec(text)?.[1] ?? /^ERROR: (?:failed to create cluster: )?(.+)/m.exec(text)?.[1];
}

/** kind's own clean-up is off: it would remove the evidence before it can be read. The undo cleans up instead. */
function createCommand({ settings }: UpContext): string[] {
  const kubeconfig = settings.kubeconfig === null ? [] : ['--kubeconfig', settings.kubeconfig];
  return [
    'kind',
    'create',
    'cluster',
    '--name',
    settings.name,
    '--config',
    settings.configFile,
    '--retain',
    ...kubeconfig,
  ];
}
