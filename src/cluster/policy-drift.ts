// Where the places of a cluster's policy differ, and the command that ends it.
import { formatDuration } from '../core/duration.ts';
import { pasteable } from '../core/shell-quote.ts';
import { isDeployed } from '../doctor/good-policy.ts';
import type { PolicyPlaces, ServerPolicy } from './policy-places.ts';

/** One difference in words, and what to type. */
export interface Drift {
  readonly text: string;
  readonly next: string;
}

/** All differences; none where every server decides by the policy of its file and of the project. */
export function policyDrift(places: PolicyPlaces): readonly Drift[] {
  const { cluster, servers, project, copy, last, change } = places;
  const command = (...words: readonly string[]): string => pasteable(['kind-audit', ...words, '--name', cluster]);
  const fix = command('doctor', '--fix');
  const drift = [
    ...(change === null ? [] : [{ text: `${change}, or is still at work`, next: fix }]),
    ...servers.flatMap((server) => atServer(server, copy, fix)),
  ];
  // A server with an older policy than its file needs a restart first: what is in the file is not in effect anyhow.
  const known = servers.flatMap(({ inEffect }) => (inEffect.how === 'file' ? [inEffect.sha256] : []));
  const silent = servers.filter(({ inEffect }) => inEffect.how === 'nothing').map(({ node }) => node);
  const apply = command('policy', 'apply');
  if (silent.length === servers.length) {
    if (project !== null) drift.push({ text: 'nothing is audited', next: command('enable') });
    return drift;
  }
  if (silent.length > 0)
    drift.push({ text: `nothing is audited on ${silent.join(', ')}`, next: command('up', '--yes') });
  if (new Set(known).size > 1) drift.push({ text: 'the API servers decide by different policies', next: apply });
  if (project !== null && project.sha256 === null)
    drift.push({
      text: `${project.where} is not there`,
      next: `${command('policy', 'show', '-o', 'yaml')} > ${pasteable([project.where])}`,
    });
  else if (project !== null && known.some((sum) => sum !== project.sha256))
    drift.push({ text: `the policy of the project (${project.where}) is not in effect`, next: apply });
  if (last !== null && last.sha256 !== project?.sha256 && known.some((sum) => sum !== last.sha256))
    drift.push({
      text: `the last change (revision ${last.revision}) put another policy into effect`,
      next: command('policy', 'rollback', String(last.revision)),
    });
  return drift;
}

function atServer(
  { node, inEffect, deployed }: ServerPolicy,
  copy: PolicyPlaces['copy'],
  fix: string,
): readonly Drift[] {
  if (inEffect.how === 'unknown') return [{ text: `${node}: ${inEffect.why}`, next: fix }];
  if (inEffect.how === 'older') {
    const ago = formatDuration(inEffect.late * 1000);
    return [
      {
        text: `${node}: ${deployed?.path ?? 'the policy'} was changed ${ago} after its API server had read it`,
        next: fix,
      },
    ];
  }
  if (inEffect.how === 'nothing')
    return deployed === null ? [] : [{ text: `${node}: its API server was started without the policy`, next: fix }];
  if (deployed !== null && deployed.sha256 !== inEffect.sha256)
    return [{ text: `${node}: its API server sees another file than the node has in ${deployed.path}`, next: fix }];
  return deployed !== null && isDeployed(deployed) && copy !== null && copy.sha256 !== deployed.sha256
    ? [{ text: `${node}: ${deployed.path} is not the deployed copy (${copy.path})`, next: fix }]
    : [];
}
