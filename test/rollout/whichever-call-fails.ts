// A change of control planes in memory, with every call to the outside failing once.
import { expect } from 'vitest';
import type { World } from '../../src/core/ports.ts';
import { fault, faulty, type FaultKind } from '../kit/faulty.ts';
import { planes, type Planes } from './fake-plane.ts';

/** Runs the change for every n with the n-th call failing; `ends` looks at what is left, `what` says which call it was. */
export async function whicheverCallFails(
  kind: FaultKind,
  change: (world: World) => Promise<void>,
  ends: (it: Planes, what: string) => Promise<void> | void,
): Promise<void> {
  for (let at = 1; ; at += 1) {
    const it = planes(kind === 'before' ? 2 : 1);
    const failing = fault(kind, at);
    await change(faulty(it.world, failing)).catch(() => undefined);
    if (failing.hit === null) {
      expect(at).toBeGreaterThan(30);
      break;
    }
    await ends(it, `${kind} ${at}: ${failing.hit}`);
  }
}
