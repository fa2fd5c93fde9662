// From when on a run handles signals itself: before it does anything that can be left half done, a signal ends it at once.
import type { Files, World } from '../core/ports.ts';

/** Only looks: whatever is made of that, a signal may end it in the middle. */
const looks = new Set<PropertyKey>([
  'read',
  'readBytes',
  'readWhole',
  'stat',
  'entry',
  'list',
  'tryWrite',
  'freeBytes',
] satisfies (keyof Files)[]);

/**
 * The world, with `handle` called before the first thing that changes something, or that waits for something else: from
 * then on there is something to undo, or to say. Until then the operating system ends the program, even in the middle
 * of long work, in which the program itself would hear no signal.
 */
export function handlingSignals(world: World, handle: () => void): World {
  return {
    ...world,
    files: handlingBefore(world.files, handle, looks),
    exec: handlingBefore(world.exec, handle),
    prompt: handlingBefore(world.prompt, handle),
    threads: handlingBefore(world.threads, handle, new Set(['processors', 'within'])),
    http: handlingBefore(world.http, handle),
    stdin(signal) {
      handle();
      return world.stdin(signal);
    },
    async openSender(settings) {
      handle();
      return world.openSender(settings);
    },
    async appendFiles() {
      handle();
      return world.appendFiles();
    },
    async listen(serving) {
      handle();
      return world.listen(serving);
    },
    async engine() {
      handle();
      return world.engine();
    },
  };
}

function handlingBefore<Port extends object>(
  port: Port,
  handle: () => void,
  except: ReadonlySet<PropertyKey> = new Set(),
): Port {
  return new Proxy(port, {
    get(target, name) {
      if (!except.has(name)) handle();
      return Reflect.get(target, name) as unknown;
    },
  });
}
