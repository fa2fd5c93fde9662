// Cause: what the API server opens at its start, the policy and the log, is no file.
import { doctorCommand } from '../../commands.ts';
import type { Cause } from '../cause.ts';
import { logIsNoFile } from '../lost-request/log-file.ts';

export const policyIsNoFile: Cause = ({ target, survey: { manifest, policy }, vitals }) => {
  if (vitals.servers.length > 0 || manifest?.args.has('audit-policy-file') !== true || policy.type === 'regular file')
    return null;
  return {
    status: 'fail',
    evidence: `no API server starts: ${policy.path} ${policy.type === null ? 'is not there' : `is a ${policy.type}`}`,
    fix: doctorCommand(target, '--check', 'policy-mounted'),
  };
};

/** The same as of a request that is not in the log, where a log file is set. */
export const logStopsServer: Cause = (scene) =>
  [undefined, '-'].includes(scene.survey.manifest?.args.get('audit-log-path')) || scene.vitals.servers.length > 0
    ? null
    : logIsNoFile(scene);
