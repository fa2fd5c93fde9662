// The command lines that appear in fixes: each names its cluster, and carries what that was made with.
import { pasteable } from '../core/shell-quote.ts';
import { defaultRotation } from '../kind/audit-settings.ts';
import type { Target } from './check.ts';

/** The command that looks at the cluster again; `more` are further arguments. */
export function doctorCommand({ cluster }: Pick<Target, 'cluster'>, ...more: readonly string[]): string {
  return pasteable(['kind-audit', 'doctor', ...more, '--name', cluster]);
}

/** The command that lets this program fix it. */
export function fixCommand(target: Pick<Target, 'cluster'>): string {
  return doctorCommand(target, '--fix');
}

/** The commands that create the cluster again, as it was made. The audit log goes with the old one. */
export function recreateCommand(target: Pick<Target, 'cluster' | 'record' | 'containers'>): string {
  const { cluster } = target;
  return `${pasteable(['kind-audit', 'down', '--name', cluster])} && ${pasteable(['kind-audit', 'up', '--name', cluster, ...settingsOf(target)])}`;
}

/** What `up` must be given to make the same cluster. */
function settingsOf({ record, containers }: Pick<Target, 'record' | 'containers'>): readonly string[] {
  const amount = (role: string): number => containers.filter((each) => each.role === role).length;
  const { settings } = record ?? {};
  const { maxAgeDays, maxBackups, maxSizeMiB } = settings?.rotation ?? defaultRotation;
  const words: readonly (readonly [option: string, value: string | number, usual: string | number])[] = [
    ['--dir', record?.dir ?? '', ''],
    ['--image', settings?.image ?? '', ''],
    ['--control-planes', settings?.controlPlanes ?? amount('control-plane'), 1],
    ['--workers', settings?.workers ?? amount('worker'), 0],
    ['--log-max-age', maxAgeDays, defaultRotation.maxAgeDays],
    ['--log-max-backup', maxBackups, defaultRotation.maxBackups],
    ['--log-max-size', maxSizeMiB, defaultRotation.maxSizeMiB],
  ];
  return words.flatMap(([option, value, usual]) => (value === usual ? [] : [option, String(value)]));
}

/** The command that runs a program in a node. */
export function shellCommand(
  { cluster }: Pick<Target, 'cluster'>,
  node: string,
  argv: string | readonly string[],
): string {
  const command = typeof argv === 'string' ? argv : pasteable(argv);
  return `${pasteable(['kind-audit', 'shell', '--name', cluster, '--node', node])} -- ${command}`;
}
