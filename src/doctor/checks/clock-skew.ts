// Do the clocks of the node and of this host agree?
import { formatDuration } from '../../core/duration.ts';
import { onEveryControlPlane, type Check } from '../check.ts';

/** Milliseconds; smaller differences are the time that the query takes. */
const TOLERATED = 2000;

export const clockSkew: Check = {
  id: 'clock-skew',
  title: 'Clocks agree',
  about:
    "time stamps in the log are the node's, whose clock can be wrong after an engine's virtual machine was suspended",
  timeoutMs: 10_000,
  look: (target) =>
    onEveryControlPlane(target, async (node) => {
      const { clock } = await target.inspect(node);
      const skew = Math.max(clock.before - clock.node, clock.node - clock.after, 0);
      if (skew <= TOLERATED) return { status: 'ok', evidence: 'the node and this host have the same time' };
      const way = clock.node > clock.after ? 'fast' : 'slow';
      return {
        status: 'warn',
        evidence: `the node's clock is ${formatDuration(skew)} ${way}, compared with this host's`,
        fix: "set the clock of the engine's machine, for instance: sudo chronyc makestep",
      };
    }),
};
