// The command lines that appear in fixes: each names its cluster, and carries what that was made with.
import { pasteable } from '../core/shell-quote.ts';
import { defaultRotation } from '../kind/audit-settings.ts';
import { howMade, remakeCommand } from '../state/cluster-commands.ts';
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
export function recreateCommand({
  cluster,
  record,
  containers,
  world,
}: Pick<Target, 'cluster' | 'record' | 'containers' | 'world'>): string {
  if (record !== null) return remakeCommand(howMade(record));
  const amount = (role: string): number => containers.filter((each) => each.role === role).length;
  return remakeCommand({
    name: cluster,
    dir: world.cwd,
    image: null,
    controlPlanes: amount('control-plane'),
    workers: amount('worker'),
    rotation: defaultRotation,
    kubeconfig: null,
  });
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
