// Does the log agree with the policy? Each event's level and stage must be what the policy file decides.
import { count, isOrAre } from '../../core/plural.ts';
import type { Node } from '../../core/ports.ts';
import type { AuditEvent } from '../../events/audit-event.ts';
import { decodeEvent } from '../../events/decode.ts';
import { compareWithLog, type Disagreement } from '../../policy/decide/agreement.ts';
import { loadPolicy } from '../../policy/load/load.ts';
import { onEveryControlPlane, type Check, type SeenOnNode } from '../check.ts';
import { fixCommand } from '../commands.ts';
import type { Inspection } from '../../node/inspection.ts';
import { restartApiServer } from '../repairs/deploy-policy.ts';
import type { NodeSurvey } from '../../node/survey.ts';

/** Bytes of the log's end that are looked at. */
const SAMPLE = 1_048_576;

export const logAgrees: Check = {
  id: 'log-agrees',
  title: 'Log agrees with the policy',
  about:
    'the newest events of the running API server have the level, and only the stages, that its policy file decides for their requests',
  needs: ['kubeadm-finished', 'policy-valid', 'api-server-ready', 'log-written'],
  timeoutMs: 10_000,
  look: (target, signal) =>
    onEveryControlPlane(target, async (node) => {
      const [survey, inspection] = await Promise.all([target.survey(node), target.inspect(node)]);
      const obstacle = whyNotComparable(survey, inspection);
      if (obstacle !== null) return { status: 'skip', evidence: obstacle };
      const { policy } = loadPolicy(inspection.policySource ?? '', { kubernetesVersion: inspection.version ?? '' });
      if (policy === undefined) return { status: 'skip', evidence: 'the API server would reject this policy' };
      const since = (inspection.server?.startedAt ?? 0) * 1000;
      const events = await newestEvents(node, survey.log.path, since, signal);
      const { compared, disagreements } = compareWithLog(policy, events);
      const [first] = disagreements;
      if (first === undefined) {
        return compared === 0
          ? { status: 'skip', evidence: 'the API server has logged nothing since it started' }
          : {
              status: 'ok',
              evidence: `${compared} of ${count(compared, 'event')} ${isOrAre(compared)} as the policy decides`,
            };
      }
      return {
        status: 'fail',
        evidence: `${disagreements.length} of ${count(compared, 'event')} ${isOrAre(disagreements.length)} not what the policy decides: ${disagreementText(first)}`,
        fix: fixCommand(target),
        repairs: [restartApiServer(node, target.world)],
      } satisfies SeenOnNode;
    }),
};

/** Why log and policy cannot be compared, which another check reports; null where they can. */
function whyNotComparable(
  { policy, manifest }: NodeSurvey,
  { server, seenPolicy, policySource }: Inspection,
): string | null {
  if (manifest?.args.has('audit-policy-file') !== true || policySource === null) return 'no policy is set';
  if (manifest.args.get('audit-log-path') === undefined) return 'no log file is set';
  if (manifest.args.get('audit-log-path') === '-') return 'the log goes to standard output';
  if ((manifest.args.get('audit-log-format') ?? 'json') !== 'json') return 'the log is not in the JSON format';
  if (server === null) return 'no API server runs';
  if (policy.modified > server.startedAt) return 'the policy was changed after the API server read it';
  return seenPolicy?.sha256 === policy.sha256 ? null : 'the API server sees a different policy';
}

/** Events of requests that came in after `since`, milliseconds since 1970. */
async function newestEvents(
  node: Node,
  log: string,
  since: number,
  signal: AbortSignal,
): Promise<readonly AuditEvent[]> {
  const ran = await node.run(['tail', '--bytes', String(SAMPLE), '--', log], { timeoutMs: 8000, signal });
  return ran.stdout.split('\n').flatMap((line) => {
    // The first line is usually incomplete.
    const event = decodeEvent(line);
    return event !== null && Date.parse(event.requestReceivedTimestamp ?? '') >= since ? [event] : [];
  });
}

function disagreementText({ event, decision }: Disagreement): string {
  const { verb, requestURI, user, stage, level, auditID } = event;
  const is = `${verb} ${requestURI} by ${user?.username ?? 'nobody'} is in the log at stage ${stage}, level ${level}`;
  const rule = decision.rule === null ? 'no rule matches it' : `rule ${decision.rule + 1} decides`;
  const expected =
    decision.level === event.level ? `${rule} that this stage is left out` : `${rule} on level ${decision.level}`;
  return `${is}, and ${expected} (auditID ${auditID})`;
}
