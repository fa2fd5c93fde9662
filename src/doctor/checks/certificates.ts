// Are the certificates of the control plane there and valid?
import { formatHours } from '../../core/duration.ts';
import { badCertificates, certificatePhases } from '../causes/certificates.ts';
import { sceneOf } from '../causes/cause.ts';
import { onEveryControlPlane, type Check } from '../check.ts';
import { fixCommand, recreateCommand } from '../commands.ts';
import { renewCertificates } from '../repairs/renew-certificates.ts';

export const certificates: Check = {
  id: 'certificates',
  title: 'Certificates valid',
  about: 'the certificates of the API server, etcd and their clients are there and have not expired',
  needs: ['kubeadm-finished'],
  timeoutMs: 15_000,
  look: (target) =>
    onEveryControlPlane(target, async (node) => {
      const scene = await sceneOf(node, target);
      const bad = badCertificates(scene);
      const { certificates: all, now } = scene.vitals;
      if (bad.length === 0) {
        const ends = all.flatMap((each) => each.ends ?? []);
        if (ends.length === 0) return { status: 'skip', evidence: 'the node has no program that reads certificates' };
        return { status: 'ok', evidence: `valid for another ${formatHours((Math.min(...ends) - now) / 3_600_000)}` };
      }
      const evidence = bad.map(({ words }) => words).join('; ');
      const names = bad.map(({ name }) => name);
      if (!names.every((name) => certificatePhases.has(name)))
        return { status: 'fail', evidence: `${evidence}: all others are signed by it`, fix: recreateCommand(target) };
      return {
        status: 'fail',
        evidence,
        fix: fixCommand(target),
        repairs: [renewCertificates(node, names, target.world)],
      };
    }),
};
