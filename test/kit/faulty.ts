// Faults: the n-th call to the outside fails, for every n, and a test looks at the state in which that leaves things.
import type { Engine, Exec, Files, HostExec, Node, Ran, World } from '../../src/core/ports.ts';
import { Problem } from '../../src/core/problem.ts';
import { systemError } from './files.ts';

/** When the call fails: before it did anything, after it did everything, or every write fails from that call on. */
export type FaultKind = 'before' | 'after' | 'disk-stays-full';

export const faultKinds: readonly FaultKind[] = ['before', 'after', 'disk-stays-full'];

/** A fault that is to happen, and what became of it. */
export interface Fault {
  readonly kind: FaultKind;
  /** Which call fails, from 1 on. */
  readonly at: number;
  /** Calls so far. */
  calls: number;
  /** The call that failed, in words; null while none has. */
  hit: string | null;
}

export const fault = (kind: FaultKind, at: number): Fault => ({ kind, at, calls: 0, hit: null });

type Called = (...args: never[]) => Promise<unknown>;

/** Operations of a full disk; removing and moving still work on one. */
const writing = new Set(['write', 'replace', 'create', 'copy', 'makeDir']);

/** The world with the fault in its files, its commands, its engine and the engine's nodes. */
export function faulty<W extends World>(world: W, it: Fault): W {
  const engine = async (): Promise<Engine> => faultyEngine(await world.engine(), it);
  return { ...world, files: faultyFiles(world.files, it), exec: faultyHost(world.exec, it), engine };
}

function faultyFiles(files: Files, it: Fault): Files {
  const wrapped = Object.entries(files).map(([name, call]) => {
    // Streams are read by no verb under test.
    if (name === 'stream' || name === 'gunzip') return [name, call] as const;
    const operation = async (...args: unknown[]): Promise<unknown> => {
      const error = (): Error => systemError('ENOSPC', name, String(args[0]));
      const full = it.kind === 'disk-stays-full' && it.hit !== null && writing.has(name);
      if (full) throw error();
      return around(it, `${name} ${String(args[0])}`, () => (call as Called)(...(args as never[])), error);
    };
    return [name, operation] as const;
  });
  return Object.fromEntries(wrapped) as unknown as Files;
}

function faultyExec<E extends Exec>(exec: E, it: Fault, where: string): E {
  return {
    ...exec,
    async run(argv, options) {
      const failed: Ran = { argv, exitCode: 1, stdout: '', stderr: 'no space left', missing: false, timedOut: false };
      const what = `${where}: ${argv[1] === '-c' ? argv[3] : argv.slice(0, 3).join(' ')}`;
      try {
        return await around(
          it,
          what,
          () => exec.run(argv, options),
          () => new Failed(failed),
        );
      } catch (error) {
        if (error instanceof Failed) return error.ran;
        throw error;
      }
    },
  };
}

/** A program that outlives this one starts with the opening of its log. */
function faultyHost(exec: HostExec, it: Fault): HostExec {
  return {
    ...faultyExec(exec, it, 'host'),
    detach: (argv, logFile) =>
      around(
        it,
        `detach ${argv[0]}`,
        () => exec.detach(argv, logFile),
        () => systemError('ENOSPC', 'open', logFile),
      ),
  };
}

/** A command's failure is a value. */
class Failed extends Error {
  readonly ran: Ran;
  constructor(ran: Ran) {
    super('failed');
    this.ran = ran;
  }
}

function faultyEngine(engine: Engine, it: Fault): Engine {
  const failing =
    <Args extends unknown[], T>(name: string, call: (...args: Args) => Promise<T>) =>
    (...args: Args): Promise<T> => {
      const error = (): Error => new Problem('engine-unreachable', 'the engine does not answer');
      return around(it, `engine: ${name}`, () => call(...args), error);
    };
  return {
    ...engine,
    info: failing('info', engine.info),
    image: failing('image', engine.image),
    imagesOf: failing('imagesOf', engine.imagesOf),
    nodes: failing('nodes', engine.nodes),
    node: (container): Node => faultyExec(engine.node(container), it, container.name),
  };
}

async function around<T>(it: Fault, what: string, call: () => Promise<T>, error: () => Error): Promise<T> {
  it.calls += 1;
  if (it.calls !== it.at) return call();
  it.hit = what;
  if (it.kind === 'after') await call();
  throw error();
}

/** Runs `attempt` with a fault at the first call, the second, … until it ends without one. */
export async function forEveryFault(kind: FaultKind, attempt: (it: Fault) => Promise<void>): Promise<number> {
  for (let at = 1; ; at += 1) {
    const it = fault(kind, at);
    await attempt(it);
    if (it.hit === null) return at - 1;
  }
}
