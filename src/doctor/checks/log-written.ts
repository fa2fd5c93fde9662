// Does the audit log exist, and is it non-empty?
import { folderOf } from '../../core/path.ts';
import { formatBytes } from '../../core/byte-size.ts';
import { firstCause, sceneOf } from '../causes/cause.ts';
import { logGone, logIsNoFile } from '../causes/lost-request/log-file.ts';
import { onEveryControlPlane, type Check, type SeenOnNode, type Target } from '../check.ts';
import { fixCommand, shellCommand } from '../commands.ts';
import type { NodeSurvey } from '../../node/survey.ts';

export const logWritten: Check = {
  id: 'log-written',
  title: 'Audit log written',
  about: 'the log is a file with lines in it; the proof shows that it grows',
  quick: true,
  needs: ['kubeadm-finished', 'manifest'],
  timeoutMs: 10_000,
  look: (target) =>
    onEveryControlPlane(target, async (node) => {
      const survey = await target.survey(node);
      const seen = judgeLog(survey, target, node.name);
      if (seen.status !== 'fail') return seen;
      // What the server does instead of writing there.
      return firstCause([logIsNoFile, logGone], await sceneOf(node, target)) ?? seen;
    }),
};

function judgeLog({ log, manifest }: NodeSurvey, target: Target, node: string): SeenOnNode {
  const path = manifest?.args.get('audit-log-path');
  if (path === undefined) return { status: 'skip', evidence: 'no log backend is set' };
  if (path === '-') return { status: 'skip', evidence: "the log goes to the API server's standard output" };
  if (log.type === null) {
    return {
      status: 'fail',
      evidence: `${log.path} is not there: the API server has not opened it yet, or cannot`,
      fix: shellCommand(target, node, ['ls', '-la', folderOf(log.path)]),
    };
  }
  if (log.type !== 'regular file')
    return { status: 'fail', evidence: `${log.path} is a ${log.type}`, fix: fixCommand(target) };
  if (log.size === 0) {
    return {
      status: 'warn',
      evidence: `${log.path} is empty: the policy has matched nothing yet`,
      fix: 'add a last rule: - level: Metadata',
    };
  }
  return { status: 'ok', evidence: `${log.path}, ${formatBytes(log.size)}` };
}
