// A limit of time for work in this thread, also for what hears no signal, such as a regular expression.
import { Script } from 'node:vm';
import type { Within } from '../core/ports.ts';
import { isCode } from './file-facts.ts';

const name = Symbol.for('kind-audit.work');
const script = new Script('globalThis[Symbol.for("kind-audit.work")]()');

/** The port's `within`. Each call starts a timer in another thread, which costs as much as some hundred lines of a log. */
export const within: Within = (ms, work) => {
  const global = globalThis as { [name]?: () => void };
  let done: { readonly done: ReturnType<typeof work> } | null = null;
  global[name] = () => {
    done = { done: work() };
  };
  try {
    script.runInThisContext({ timeout: ms });
    return done;
  } catch (error) {
    if (isCode(error, 'ERR_SCRIPT_EXECUTION_TIMEOUT')) return null;
    throw error;
  } finally {
    delete global[name];
  }
};
