// How fast does the log grow, and how far back does it reach once it is full?
import { count, isOrAre } from '../../core/plural.ts';
import { formatBytes } from '../../core/byte-size.ts';
import { formatHours } from '../../core/duration.ts';
import { reachHours } from '../../core/log-rotation.ts';
import { rotationArguments, rotationIn } from '../../kind/audit-settings.ts';
import { onEveryControlPlane, type Check, type SeenOnNode } from '../check.ts';
import { recreateCommand } from '../commands.ts';
import type { Inspection } from '../../node/inspection.ts';

/** Minutes; a shorter log is gone before anybody looks at an incident. Source: Deckhouse's remark on its own log. */
const SHORT_MINUTES = 30;

export const logRetention: Check = {
  id: 'log-retention',
  title: 'Rotation and retention of the log',
  about: 'all three rotation arguments are set, and at the current rate the kept files reach back far enough',
  needs: ['kubeadm-finished'],
  timeoutMs: 10_000,
  look: (target) =>
    onEveryControlPlane(target, async (node) => {
      const [{ manifest }, inspection] = await Promise.all([target.survey(node), target.inspect(node)]);
      const path = manifest?.args.get('audit-log-path');
      const seen: SeenOnNode =
        manifest === null || path === undefined || path === '-'
          ? { status: 'skip', evidence: 'no log file is set' }
          : judgeRetention(manifest.args, inspection, recreateCommand(target));
      return { ...seen, evidence: `${seen.evidence}${formerText(inspection)}` };
    }),
};

/** What is kept of the log's former places: it counts against no rotation. */
function formerText({ former: { files, bytes } }: Inspection): string {
  if (files === 0) return '';
  return `; ${count(files, 'file')} of former logs, ${formatBytes(bytes)}, which no server removes`;
}

function judgeRetention(args: ReadonlyMap<string, string>, { recent, clock }: Inspection, remedy: string): SeenOnNode {
  const rate = recent === null ? null : recent.bytes / Math.max(1 / 60, (clock.node - recent.since) / 60_000);
  const words = rate === null ? 'nothing was written yet' : `${formatBytes(Math.round(rate))} a minute`;
  const rotation = rotationIn(args);
  if (rotation === null) {
    const missing = rotationArguments.filter((name) => !args.has(name));
    if (missing.length === 0)
      return {
        status: 'warn',
        evidence: `a rotation argument is not a number (${rotationArguments.map((name) => `--${name}=${args.get(name)}`).join(', ')}); ${words}`,
        fix: `set all three to numbers: ${remedy}`,
      };
    return {
      status: 'warn',
      evidence: `${missing.map((name) => `--${name}`).join(', ')} not set, and the default differs between versions of Kubernetes; ${words}`,
      fix: `set all three, or make the cluster again with them (its log goes with it): ${remedy}`,
    };
  }
  const { maxAgeDays: age, maxBackups: backups, maxSizeMiB: size } = rotation;
  if (size === 0)
    return {
      status: 'warn',
      evidence: `--audit-log-maxsize=0: since Kubernetes 1.36 that means no rotation; ${words}`,
      fix: `set it to a size in MiB, or make the cluster again (its log goes with it): ${remedy}`,
    };
  if (backups === 0)
    return { status: 'ok', evidence: `${words}; every file is kept${age === 0 ? '' : ` for ${count(age, 'day')}`}` };
  if (rate === null)
    return { status: 'ok', evidence: `${words}; ${count(backups, 'file')} of ${size} MiB ${isOrAre(backups)} kept` };
  const hours = reachHours(rotation, rate * 60);
  const evidence = `${words}: the log (${count(backups, 'file')} of ${size} MiB) reaches back ${formatHours(hours)}`;
  if (hours * 60 >= SHORT_MINUTES) return { status: 'ok', evidence };
  return {
    status: 'warn',
    evidence,
    fix: `log less, or make the cluster again with a larger --log-max-size or --log-max-backup (its log goes with it): ${remedy}`,
  };
}
