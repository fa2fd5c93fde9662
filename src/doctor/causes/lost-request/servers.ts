// Cause: several API servers share the port, and another one answered.
import { count } from '../../../core/plural.ts';
import { fixCommand, shellCommand } from '../../commands.ts';
import { straysOf } from '../strays.ts';
import type { Cause } from '../cause.ts';

export const otherServer: Cause = (scene) => {
  const { target, node, inspection, vitals } = scene;
  if (vitals.servers.length < 2) return null;
  const strays = straysOf(inspection.manifests).map(({ file }) => file);
  const from = strays.length === 0 ? '' : `, one of them from ${strays.join(', ')}`;
  return {
    status: 'fail',
    evidence: `${count(vitals.servers.length, 'API server')} share port 6443${from}: another one may have answered, with a log of its own`,
    fix: strays.length === 0 ? shellCommand(target, node.name, ['ps', '-fC', 'kube-apiserver']) : fixCommand(target),
  };
};
