// Step: the first API server of a node is restarted with the change, and the proof that it audits so.
import { Problem } from '../../core/problem.ts';
import type { Step } from '../../core/step.ts';
import { parseApiServerManifest } from '../../kind/api-server-manifest.ts';
import { CONTAINER_LOGS } from '../../node/log-place.ts';
import { firstAt, type ChangedNode, type RolloutContext } from '../context.ts';
import { logInNode } from '../facts.ts';
import { replaceFirst } from '../first-server.ts';
import { prepare } from '../in-node.ts';
import { measuringOutage } from '../outage.ts';
import { proveDecision } from '../proof.ts';
import { keepPolicyFile, writePolicyFile } from '../policy-file.ts';
import type { Strategy } from '../strategy.ts';
import type { RolloutUndo } from '../undos/table.ts';

export function firstServerStep(changed: ChangedNode, strategy: Strategy): Step<RolloutContext, RolloutUndo> {
  const { node, facts, manifest } = changed;
  const served = strategy === 'overlap';
  return {
    id: `first:${node.name}`,
    title: `Restart the first API server of ${node.name} with the change`,
    async run({ world, change, place, policy, mark }, voice) {
      const replaced = change.policy === null ? null : await keepPolicyFile(place, change.policy, world);
      if (!served) await prepare(node, null);
      await voice.undoable({ kind: 'changed-first', node: node.name, mark, policy: replaced });
      if (change.policy !== null) await writePolicyFile(place, change.policy, node, world);
      const { port } = facts.servedAt;
      const replace = async (): Promise<void> =>
        replaceFirst({ node, port, manifest, mark, served, signal: world.signal }, voice);
      const outage = served ? null : await measuringOutage(node, port, replace);
      if (served) await replace();
      const proof = policy === null ? 'ready' : await prove(changed, policy, world, voice.progress);
      return outage === null ? proof : `without an API for ${(outage / 1000).toFixed(1)} s; ${proof}`;
    },
  };
}

async function prove(
  changed: ChangedNode,
  policy: NonNullable<RolloutContext['policy']>,
  world: RolloutContext['world'],
  progress: (text: string) => void,
): Promise<string> {
  progress('proving that it audits as the policy decides');
  const { node, facts, manifest: text } = changed;
  const manifest = parseApiServerManifest(text);
  if (manifest === null) throw new Problem('api-server-not-ready', 'the new manifest cannot be read');
  const log = manifest.args.get('audit-log-path') === '-' ? CONTAINER_LOGS : logInNode({ manifest });
  return proveDecision({ node, at: firstAt(changed), log }, policy, facts.administrator, world.random(8), world.signal);
}
