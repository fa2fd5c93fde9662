// A container engine through its docker-compatible command line: podman, nerdctl, finch.
import type { Engine, Exec, Provider, Ran } from '../../core/ports.ts';
import { commandFailed } from '../../core/command-failed.ts';
import {
  IMAGE_FORMAT,
  nonEmptyLines,
  parseContainers,
  parseImage,
  parseInfo,
  parseReferences,
} from './command-line-answers.ts';
import { commandLineNode } from './command-line-node.ts';
import { execArgv } from './exec-argv.ts';
import { clusterFilter } from './labels.ts';

/** How long to wait for a program's answer, in milliseconds. */
const ANSWER_MS = 60_000;

/** Runs the program; throws a Problem that says what failed unless it ends with 0. */
type Ask = (what: string, args: readonly string[], signal: AbortSignal | undefined) => Promise<string>;

/** Finds the program's engine and checks that it answers; throws a Problem otherwise. */
export async function commandLineEngine(
  provider: Provider,
  host: Exec,
  origin: string,
  signal?: AbortSignal,
): Promise<Engine> {
  // kind's provider names are the program names, "nerdctl.lima" included.
  const program: string = provider;
  const run = async (args: readonly string[], signal: AbortSignal | undefined, timeoutMs = ANSWER_MS): Promise<Ran> =>
    host.run([program, ...args], { timeoutMs, ...(signal === undefined ? {} : { signal }) });
  const ask: Ask = async (what, args, signal) => {
    const ran = await run(args, signal);
    if (ran.exitCode !== 0) throw commandFailed(ran, what, `${program} info`, 'engine-unreachable');
    return ran.stdout;
  };
  await ask(`the container engine of ${program} does not answer`, ['version'], signal);
  return {
    provider,
    endpoint: program,
    origin,
    async info(signal) {
      return parseInfo(
        await ask('cannot read the engine information', ['info', '--format', '{{json .}}'], signal),
        program,
      );
    },
    async image(reference, signal) {
      const ran = await run(['image', 'inspect', reference], signal);
      return ran.exitCode === 0 ? parseImage(ran.stdout, program) : null;
    },
    async imagesOf(repository, signal) {
      const args = ['images', '--digests', '--format', IMAGE_FORMAT, repository];
      return parseReferences(await ask('cannot list images', args, signal));
    },
    async registryHas(reference, timeoutMs, signal) {
      const ran = await run(['manifest', 'inspect', reference], signal, timeoutMs);
      if (ran.exitCode === 0) return 'yes';
      return /manifest unknown|denied|unauthorized/i.test(ran.stderr) ? 'no' : 'unreachable';
    },
    nodes: async (cluster, signal) => listNodes(program, ask, cluster, signal),
    async named(names, signal) {
      const listed = await ask('cannot list containers', ['ps', '--all', '--format', '{{.Names}}'], signal);
      return inspect(
        program,
        ask,
        nonEmptyLines(listed).filter((name) => names.includes(name)),
        signal,
      );
    },
    node: ({ name, role }) => commandLineNode(program, host, name, role),
    execArgv: (container, argv, terminal) => execArgv(program, container, argv, terminal),
  };
}

async function listNodes(
  program: string,
  ask: Ask,
  cluster: string | null,
  signal?: AbortSignal,
): ReturnType<Engine['nodes']> {
  const filter = ['--filter', `label=${clusterFilter(cluster)}`];
  const names = nonEmptyLines(
    await ask('cannot list containers', ['ps', '--all', ...filter, '--format', '{{.Names}}'], signal),
  );
  return inspect(program, ask, names, signal);
}

async function inspect(
  program: string,
  ask: Ask,
  names: readonly string[],
  signal?: AbortSignal,
): ReturnType<Engine['named']> {
  if (names.length === 0) return [];
  return parseContainers(await ask('cannot inspect containers', ['inspect', ...names], signal), program);
}
