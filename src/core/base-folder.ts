// The folders below which a program keeps its files, as the XDG base directory specification has them.
import type { World } from './ports.ts';
import { messageOf, Problem } from './problem.ts';
import { pasteable } from './shell-quote.ts';
import { systemProblem } from './system-error.ts';

type Surroundings = Pick<World, 'env' | 'home'>;

const usual = { XDG_STATE_HOME: '.local/state', XDG_CACHE_HOME: '.cache' } as const;
const kinds = { XDG_STATE_HOME: 'state', XDG_CACHE_HOME: 'cache' } as const;

/** The variables that name such a folder. */
export type BaseVariable = keyof typeof usual;

/** A folder of this program, and the variable that decides where it is. */
export interface BaseFolder {
  readonly path: string;
  readonly variable: BaseVariable;
  readonly origin: BaseVariable | 'HOME';
}

/** The program's folder: below the variable's where that is an absolute path, else below the home folder. */
export function baseFolder({ env, home }: Surroundings, variable: BaseVariable): BaseFolder {
  const named = env[variable] ?? '';
  if (named.startsWith('/')) return { path: `${named.replace(/\/+$/, '')}/kind-audit`, variable, origin: variable };
  return { path: `${home}/${usual[variable]}/kind-audit`, variable, origin: 'HOME' };
}

/** What to say about variables whose value is passed over: the specification has relative paths ignored. */
export function ignoredVariables(env: World['env']): readonly string[] {
  return Object.keys(usual)
    .filter((name) => (env[name] ?? '') !== '' && !env[name]?.startsWith('/'))
    .map((name) => `${name}=${JSON.stringify(env[name])} is not an absolute path, and is ignored`);
}

function pathOf(error: unknown): string {
  return error instanceof Error && 'path' in error && typeof error.path === 'string' ? error.path : '';
}

/** Whether one is in the other: a folder fails by one above it as well. */
function isBelow(one: string, other: string): boolean {
  return `${one}/`.startsWith(`${other}/`) || `${other}/`.startsWith(`${one}/`);
}

/** Does something in the folder; an error of the operating system becomes a Problem that names the folder and its variable. */
export async function inBaseFolder<T>(
  { path, variable, origin }: BaseFolder,
  verb: 'make' | 'read' | 'write into',
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const problem = systemProblem(cause);
    if (problem === null || !isBelow(pathOf(cause), path)) throw cause;
    const room = problem.code === 'disk-full' ? `make room (${pasteable(['df', '-h', path])}), or ` : '';
    const what = `cannot ${verb} the ${kinds[variable]} folder ${path} (from ${origin}): ${messageOf(cause)}`;
    throw new Problem(problem.code, what, {
      hint: `${room}set ${variable} to a folder that you may write to: export ${variable}=/FOLDER`,
      cause,
    });
  }
}
