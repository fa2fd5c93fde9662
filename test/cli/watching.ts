// A user who saves a policy file while `policy watch` runs, in a world in which other things happen between two looks.
import type { Event } from '../../src/core/event.ts';
import type { CliOptions } from '../kit/run-cli.ts';
import { planes, type Planes } from '../rollout/fake-plane.ts';

export const policyOf = (level: string): string =>
  `apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: ${level}\n`;

export interface Watching extends CliOptions {
  readonly it: Planes;
  /** Gives p.yaml a content; null removes it. */
  save(data: string | null): void;
  /** The reader of the output goes away, which ends the watch with 0. */
  leave(): void;
  /** What ends the run. */
  signal(): AbortSignal | null;
}

/** What happens each time that the watch waits for a save; after the last of them the reader of the output goes away. */
export type Acts = readonly ((given: Watching) => void)[];

/** A cluster with p.yaml, which is not in effect; `at` sees every event. */
export function watching(acts: Acts = [], at: (event: Event, given: Watching) => void = () => undefined): Watching {
  const it = planes();
  const { world } = it;
  const { report, clock } = world;
  const left = [...acts];
  const turn = async (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  // What a node does takes so long that the file is looked at meanwhile.
  const { node } = it.engine;
  it.engine.node = (container) => {
    const real = node(container);
    return {
      ...real,
      async run(argv, options) {
        for (let turns = 0; turns < 4; turns += 1) {
          await turn();
          await clock.sleep(50);
        }
        return real.run(argv, options);
      },
    };
  };
  let leave = (): void => undefined;
  let ends: AbortSignal | null = null;
  const given: Watching = {
    it,
    world,
    save(data) {
      if (data === null) world.disk.delete('/project/p.yaml');
      else world.disk.set('/project/p.yaml', { data, mode: 0o644 });
    },
    leave: () => leave(),
    signal: () => ends,
  };
  given.save(policyOf('Request'));
  Object.assign(world, {
    report(event: Event) {
      report(event);
      at(event, given);
      if (event.type === 'note' && event.text.startsWith('watching ')) (left.shift() ?? given.leave)(given);
    },
    clock: {
      ...clock,
      async sleep(ms: number, signal?: AbortSignal) {
        await turn();
        await clock.sleep(ms, signal);
      },
    },
    out: {
      ...world.out,
      async readerGone(signal: AbortSignal) {
        ends = signal;
        await new Promise<void>((resolve) => (leave = resolve));
      },
    },
  });
  return given;
}
