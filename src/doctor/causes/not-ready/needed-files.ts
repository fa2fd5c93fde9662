// Cause: what the API server opens at its start, the policy and the log, is no file.
import { doctorCommand } from '../../commands.ts';
import type { Vitals } from '../../../node/vitals.ts';
import type { Cause } from '../cause.ts';
import { logIsNoFile } from '../lost-request/log-file.ts';

export const policyIsNoFile: Cause = ({ target, survey: { manifest, policy }, vitals }) => {
  if (serves(vitals) || manifest?.args.has('audit-policy-file') !== true || policy.type === 'regular file') return null;
  return {
    status: 'fail',
    evidence: `no API server starts: ${policy.path} ${policy.type === null ? 'is not there' : `is a ${policy.type}`}`,
    fix: doctorCommand(target, '--check', 'policy-mounted'),
  };
};

/** The same as of a request that is not in the log, where a log file is set. */
export const logStopsServer: Cause = (scene) =>
  [undefined, '-'].includes(scene.survey.manifest?.args.get('audit-log-path')) || serves(scene.vitals)
    ? null
    : logIsNoFile(scene);

/** Whether a server has the port: one that is ending has closed it. */
function serves({ servers, readyz }: Pick<Vitals, 'servers' | 'readyz'>): boolean {
  return servers.length > 0 && !readyz.some((line) => line.includes('refused'));
}
