// Step: a second API server with the change beside the first one of a node, and the proof that it audits so.
import { codeFrames } from '../../core/code-frame.ts';
import type { Content } from '../../core/content.ts';
import { painter } from '../../core/paint.ts';
import { Problem } from '../../core/problem.ts';
import type { Step } from '../../core/step.ts';
import { explainCrash } from '../../node/crash-cause.ts';
import { decodePolicyBytes } from '../../policy/text/decode-bytes.ts';
import type { ChangedNode, RolloutContext } from '../context.ts';
import { prepare } from '../in-node.ts';
import { SECOND_AT, startSecond } from '../overlap.ts';
import { proveDecision } from '../proof.ts';
import type { RolloutUndo } from '../undos/table.ts';

export function secondServerStep(changed: ChangedNode): Step<RolloutContext, RolloutUndo> {
  const { node, facts, manifest, secondLog } = changed;
  return {
    id: `second:${node.name}`,
    title: `Start a second API server on ${node.name}`,
    async run({ world, cluster, policyContent, policy }, voice) {
      await voice.undoable({ kind: 'second-server', node: node.name });
      await prepare(node, policyContent);
      voice.progress('waiting until it is ready');
      try {
        await startSecond(node, manifest, secondLog, world.signal);
      } catch (error) {
        throw withPlace(error, policyContent, { cluster, node: node.name });
      }
      if (policy === null) return 'ready';
      voice.progress('proving that it audits as the policy decides');
      const server = { node, at: SECOND_AT, log: secondLog };
      return proveDecision(server, policy, facts.administrator, world.random(8), world.signal);
    },
  };
}

/** The same problem with the cause in the server's words, and the place in the policy that they are about. */
function withPlace(error: unknown, policy: Content | null, place: { cluster: string; node: string }): unknown {
  if (!(error instanceof Problem) || error.code !== 'api-server-not-ready' || error.details === undefined) return error;
  const { diagnostic, fix } = explainCrash(error.details, policy, place);
  const text = policy === null ? '' : typeof policy === 'string' ? policy : decodePolicyBytes(policy).text;
  const frame =
    diagnostic === undefined ? {} : { details: codeFrames('policy', text, [diagnostic], painter(false)).join('\n') };
  return new Problem(error.code, error.message, { hint: fix, ...frame, cause: error });
}
