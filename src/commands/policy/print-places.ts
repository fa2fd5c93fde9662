// Prints where a cluster's policy is, and where the places differ: a table, or one document.
import type { Drift } from '../../cluster/policy-drift.ts';
import { sumInEffect, type InEffect, type PolicyPlaces } from '../../cluster/policy-places.ts';
import { readPreset } from '../../cluster/policy-source.ts';
import { displayWidth } from '../../core/display-width.ts';
import { painter } from '../../core/paint.ts';
import type { World } from '../../core/ports.ts';
import { endedLines } from '../../core/screen-text.ts';
import { unreachable } from '../../core/unreachable.ts';
import { presets } from '../../policy/authoring/presets.ts';
import { answer } from '../../report/answer.ts';

/** Names of policies by their checksums: presets, and what the last change put into effect. */
export type PolicyNames = ReadonlyMap<string, string>;

/** Finds them. */
export async function namesOfPolicies(world: World, { last }: Pick<PolicyPlaces, 'last'>): Promise<PolicyNames> {
  const known = await Promise.all(
    presets.map(async ({ name }) => [world.sha256(await readPreset(world, name)), `preset ${name}`] as const),
  );
  const names = new Map<string, string>(known);
  if (last !== null) {
    const preset = names.get(last.sha256);
    names.set(last.sha256, `revision ${last.revision}${preset === undefined ? '' : `, ${preset}`}`);
  }
  return names;
}

/** To standard output. */
export async function printPlaces(
  world: World,
  places: PolicyPlaces,
  drift: readonly Drift[],
  names: PolicyNames,
  json: boolean,
): Promise<void> {
  const { cluster, servers, project } = places;
  const nameOf = (sha256: string | null): string | null => (sha256 === null ? null : (names.get(sha256) ?? null));
  if (json) {
    await answer(world.out, 'kind-audit.policy-show/v1', {
      cluster,
      servers: servers.map(({ node, inEffect, deployed }) => {
        const sha256 = sumInEffect(inEffect);
        return {
          node,
          inEffect: { how: inEffect.how, sha256, name: nameOf(sha256), remark: remarkOn(inEffect) },
          deployed:
            deployed === null ? null : { path: deployed.path, sha256: deployed.sha256, name: nameOf(deployed.sha256) },
        };
      }),
      project: project === null ? null : { where: project.where, sha256: project.sha256, name: nameOf(project.sha256) },
      drift: drift.map(({ text, next }) => ({ text, next })),
    });
    return;
  }
  const paint = painter(world.out.color);
  const cells = (sha256: string | null): readonly [string, string] => [
    sha256?.slice(0, 12) ?? 'none',
    nameOf(sha256) ?? '',
  ];
  const rows: readonly (readonly string[])[] = [
    ['place', 'where', 'sha256', 'policy'],
    ...servers.map(({ node, inEffect }) => {
      const [sum, name] = cells(sumInEffect(inEffect));
      return ['in effect', node, sum, [name, remarkOn(inEffect)].filter((text) => text !== '').join('; ')];
    }),
    ...servers.map(({ node, deployed }) =>
      deployed === null
        ? ['deployed', node, 'none', '']
        : ['deployed', `${node}:${deployed.path}`, ...cells(deployed.sha256)],
    ),
    ...(project === null ? [] : [['project', project.where, ...cells(project.sha256)]]),
  ];
  const widths = [0, 1, 2].map((at) => Math.max(...rows.map((row) => displayWidth(row[at] ?? ''))));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, at) => cell + ' '.repeat(Math.max(0, (widths[at] ?? 0) - displayWidth(cell))))
      .join('  ')
      .trimEnd();
  const [head = [], ...body] = rows;
  await world.out.write(
    endedLines([
      paint.dim(line(head)),
      ...body.map(line),
      '',
      ...(drift.length === 0 ? [paint.green(sameWords(places))] : []),
      ...drift.flatMap(({ text, next }) => [`${paint.yellow('drift:')} ${text}`, `  ${paint.cyan(next)}`]),
    ]),
  );
}

function sameWords({ servers, project }: PolicyPlaces): string {
  if (servers.every(({ inEffect }) => inEffect.how === 'nothing')) return 'No policy is in effect.';
  return project === null ? 'All are the same policy.' : 'All are the same policy, and that of the project.';
}

/** What is to be known of a policy in effect besides its checksum; "" for nothing. */
function remarkOn(inEffect: InEffect): string {
  switch (inEffect.how) {
    case 'file':
      return '';
    case 'older':
      return inEffect.sha256 === null ? 'older than its file, and not known' : 'older than its file';
    case 'nothing':
      return 'audits nothing';
    case 'unknown':
      return inEffect.why;
    default:
      return unreachable(inEffect);
  }
}
