// Cause: the node is on no network, or has another address than its API server was made for.
import { pasteable } from '../../../core/shell-quote.ts';
import { fixCommand } from '../../commands.ts';
import { connectCommand } from '../../stopped-container.ts';
import { fixManifest, wantedAuditing } from '../../repairs/fix-manifest.ts';
import { restartNode } from '../../repairs/start-node.ts';
import type { Cause } from '../cause.ts';

export const noNetwork: Cause = ({ target, node, vitals }) => {
  // A node that cannot list its addresses has no servers, services or certificates either.
  if (vitals.addresses.length > 0 || vitals.units.size === 0) return null;
  const connect = connectCommand(target, node.name);
  const restart = [target.engine.provider, 'restart', node.name];
  return {
    status: 'fail',
    evidence: `${node.name} is on no network: it has no address`,
    fix: `${pasteable(connect)} && ${pasteable(restart)}`,
    repairs: [restartNode(node, [connect, restart])],
  };
};

export const otherAddress: Cause = ({ target, node, survey, inspection, vitals }) => {
  const advertised = survey.manifest?.args.get('advertise-address');
  if (advertised === undefined || vitals.addresses.length === 0 || vitals.addresses.includes(advertised)) return null;
  const evidence = `the API server gives ${advertised} as its address, and ${node.name} has ${vitals.addresses.join(', ')}`;
  // What the node noted at its start is what it replaces at the next one; another address was written by hand.
  if (vitals.addressAtStart !== null && vitals.addressAtStart !== advertised) {
    const wanted = wantedAuditing(inspection.kubeadm);
    if (wanted !== null)
      return {
        status: 'fail',
        evidence: `${evidence}: --advertise-address is wrong`,
        fix: fixCommand(target),
        repairs: [fixManifest(node, { wanted, fresh: true }, target.world)],
      };
  }
  const restart = [target.engine.provider, 'restart', node.name];
  return {
    status: 'fail',
    evidence: `${evidence}: its address changed while it ran`,
    fix: pasteable(restart),
    repairs: [restartNode(node, [restart])],
  };
};
