// A user who saves given texts in an editor, one each time it opens.
import { planes } from '../rollout/fake-plane.ts';
import type { CliOptions } from '../kit/run-cli.ts';

const other = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Request\n';

/** What the editor was started with, and what it showed. */
interface Opened {
  readonly argv: readonly string[];
  readonly text: string;
  readonly mode: number;
}

/** Gives the machine a terminal and such a user; null leaves a file as it is, a number is how the editor ends. */
export function saving<Options extends CliOptions>(
  options: Options,
  saves: readonly (string | number | null | ((text: string) => string))[],
): Options & { readonly opened: Opened[] } {
  const { world } = options;
  if (world === undefined) throw new Error('there is no world to edit in');
  const left = [...saves];
  const opened: Opened[] = [];
  const interactive = async (argv: readonly string[]): Promise<number> => {
    const path = argv.at(-1) ?? '';
    const { data = '', mode = 0 } = world.disk.get(path) ?? {};
    const text = Buffer.from(data).toString();
    opened.push({ argv, text, mode });
    if (left.length === 0) throw new Error('the editor opened once more');
    const next = left.shift();
    if (typeof next === 'number') return next;
    if (next === null || next === undefined) return 0;
    // As most editors do it: a new file in place of the old one.
    world.disk.set(path, { data: typeof next === 'string' ? next : next(text), mode });
    return 0;
  };
  Object.assign(world, { terminal: true, exec: { ...world.exec, interactive } });
  return { ...options, opened };
}

/** A cluster whose policy is edited into another one. */
export function editing(): CliOptions {
  return saving({ world: planes().world }, [other]);
}
