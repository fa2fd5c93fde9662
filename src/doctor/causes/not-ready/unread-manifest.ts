// Cause: the kubelet cannot read the manifest of the API server.
import { API_SERVER_MANIFEST } from '../../../kind/paths.ts';
import { fixCommand, shellCommand } from '../../commands.ts';
import { fixManifest, wantedAuditing } from '../../repairs/fix-manifest.ts';
import type { Cause } from '../cause.ts';

const name = API_SERVER_MANIFEST.slice(API_SERVER_MANIFEST.lastIndexOf('/') + 1);

export const unreadManifest: Cause = ({ target, node, inspection, vitals }) => {
  const words = vitals.faults.get(name);
  if (words === undefined) return null;
  const wanted = wantedAuditing(inspection.kubeadm);
  const evidence = `the kubelet cannot read ${name}: ${words}`;
  if (wanted === null)
    return { status: 'fail', evidence, fix: shellCommand(target, node.name, ['cat', API_SERVER_MANIFEST]) };
  return {
    status: 'fail',
    evidence,
    fix: fixCommand(target),
    repairs: [fixManifest(node, { wanted, fresh: true }, target.world)],
  };
};
