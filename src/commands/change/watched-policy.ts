// The file that `policy watch` looks at, and the cluster: what can be watched, and what cannot.
import type { World } from '../../core/ports.ts';
import { kindInWords } from '../../core/named-file.ts';
import { absolutePath } from '../../core/path.ts';
import { Problem } from '../../core/problem.ts';
import { pasteable } from '../../core/shell-quote.ts';
import { nodesOf } from '../../node/nodes-of.ts';
import { loadSettings } from '../../settings/load.ts';
import { clusterName } from '../options/cluster-name.ts';
import { readYamlInput } from '../policy/input.ts';
import { policyByDefault } from './apply-policy.ts';

/** What is watched. */
export interface WatchedPolicy {
  readonly cluster: string;
  /** As it was named; absolute where it was not. */
  readonly file: string;
  /** Its content at the start. */
  readonly bytes: Uint8Array;
  /** As it is typed. */
  readonly command: string;
}

/** Reads the file and looks for the cluster; throws a Problem where there is none of them, and for what no editor saves. */
export async function watchedPolicy(
  world: World,
  name: string | undefined,
  clusterOption: string | undefined,
): Promise<WatchedPolicy> {
  const inEffect = await loadSettings(world);
  const cluster = await clusterName(clusterOption, world, inEffect);
  const file = name ?? (await policyByDefault(world, inEffect, cluster));
  if (file === '-')
    throw new Problem('usage', 'standard input is read once, and cannot be watched', {
      hint: pasteable(['kind-audit', 'policy', 'apply', '-', '--name', cluster]),
    });
  const kind = await kindInWords(world, absolutePath(world.cwd, file));
  if (kind !== null)
    throw new Problem('file-unreadable', `${file} is ${kind}, and cannot be watched`, { hint: 'name a regular file' });
  const { path, source } = await readYamlInput(world, file);
  if (path === null || typeof source === 'string')
    throw new Problem('usage', `${file} is a preset, which nobody saves`, { hint: forPreset(file, name, cluster) });
  await nodesOf(await world.engine(), cluster, world.signal);
  const words = ['kind-audit', 'policy', 'watch', ...(name === undefined ? [] : [name]), '--name', cluster];
  return { cluster, file, bytes: source, command: pasteable(words) };
}

function forPreset(preset: string, name: string | undefined, cluster: string): string {
  const apply = pasteable([
    'kind-audit',
    'policy',
    'apply',
    ...(name === undefined ? [] : [preset]),
    '--name',
    cluster,
  ]);
  return `name a file to watch, or: ${apply}`;
}
