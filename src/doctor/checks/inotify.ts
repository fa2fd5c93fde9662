// Are the limits of inotify high enough on the engine's host?
import { onEveryControlPlane, type Check } from '../check.ts';

// Source: kind's known issues, "Pod errors due to too many open files".
const wanted = { instances: 512, watches: 524_288 };

export const inotify: Check = {
  id: 'inotify',
  title: 'inotify limits',
  about: "the engine's host allows as many watched files as several nodes need",
  timeoutMs: 10_000,
  look: (target) =>
    onEveryControlPlane(target, async (node) => {
      const { instances, watches } = (await target.inspect(node)).inotify;
      const evidence = `max_user_instances=${instances}, max_user_watches=${watches}`;
      const enough = instances >= wanted.instances && watches >= wanted.watches;
      if (enough || instances === 0) return { status: enough ? 'ok' : 'skip', evidence };
      if (target.containers.length === 1)
        return { status: 'ok', evidence: `${evidence}: low, and enough for one node` };
      return {
        status: 'warn',
        evidence: `${evidence}: several nodes may run out of them ("too many open files")`,
        fix: `sudo sysctl fs.inotify.max_user_instances=${wanted.instances} fs.inotify.max_user_watches=${wanted.watches}`,
      };
    }),
};
