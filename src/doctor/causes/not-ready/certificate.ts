// Cause: a certificate that the API server, etcd or the client needs is missing, broken or expired.
import { fixCommand, recreateCommand } from '../../commands.ts';
import { badCertificates, certificatePhases } from '../certificates.ts';
import type { Cause } from '../cause.ts';

export const badCertificate: Cause = (scene) => {
  const bad = badCertificates(scene);
  if (bad.length === 0) return null;
  const isMade = bad.every(({ name }) => certificatePhases.has(name));
  return {
    status: 'fail',
    evidence: bad.map(({ words }) => words).join('; '),
    fix: isMade ? fixCommand(scene.target) : recreateCommand(scene.target),
  };
};
