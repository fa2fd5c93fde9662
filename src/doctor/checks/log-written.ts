// Does the audit log exist, and is it non-empty?
import { folderOf } from '../../core/path.ts';
import { formatBytes } from '../../core/byte-size.ts';
import type { Finding } from '../../core/finding.ts';
import { onEveryControlPlane, type Check, type Target } from '../check.ts';
import { shellCommand } from '../commands.ts';
import type { NodeSurvey } from '../../node/survey.ts';

export const logWritten: Check = {
  id: 'log-written',
  title: 'Audit log written',
  about: 'the log is a file with lines in it; the proof shows that it grows',
  quick: true,
  needs: ['manifest'],
  timeoutMs: 10_000,
  look: (target) => onEveryControlPlane(target, async (node) => judgeLog(await target.survey(node), target, node.name)),
};

function judgeLog({ log, manifest }: NodeSurvey, target: Target, node: string): Finding {
  const path = manifest?.args.get('audit-log-path');
  if (path === undefined) return { status: 'skip', evidence: 'no log backend is set' };
  if (path === '-') return { status: 'skip', evidence: "the log goes to the API server's standard output" };
  if (log.type === null) {
    return {
      status: 'fail',
      evidence: `${log.path} is not there`,
      fix: shellCommand(target, node, `ls -la ${folderOf(log.path)}`),
    };
  }
  if (log.type !== 'regular file') {
    return {
      status: 'fail',
      evidence: `${log.path} is a ${log.type}`,
      fix: `mount a folder at ${folderOf(log.path)}`,
    };
  }
  if (log.size === 0) {
    return {
      status: 'warn',
      evidence: `${log.path} is empty: the policy has matched nothing yet`,
      fix: 'add a last rule: - level: Metadata',
    };
  }
  return { status: 'ok', evidence: `${log.path}, ${formatBytes(log.size)}` };
}
