// Cause: the kubelet or containerd does not run, so that no container is started or looked after.
import { count } from '../../core/plural.ts';
import { kubeletWords } from '../../node/vitals.ts';
import { fixCommand, shellCommand } from '../commands.ts';
import { startServices } from '../repairs/start-services.ts';
import type { Cause } from './cause.ts';

export const services: Cause = ({ target, node, vitals }) => {
  const down = [...vitals.units].filter(([, state]) => state !== 'active' && state !== '');
  if (down.length === 0) return null;
  const names = down.map(([unit]) => unit);
  const words = ([unit, state]: readonly [string, string]): string =>
    state === 'restarting' ? `${unit} keeps ending` : `${unit} is ${state}`;
  const evidence = `${down.map(words).join(', ')}: no container is started or ended`;
  const last = vitals.kubelet.at(-1);
  // One that starts again and again is not helped by a start.
  const stopped = down.filter(([, state]) => state === 'inactive' || state === 'failed').map(([unit]) => unit);
  if (stopped.length < down.length || (names.includes('kubelet') && last?.includes('failed to load') === true)) {
    return {
      status: 'fail',
      evidence: last === undefined ? evidence : `${evidence}; ${kubeletWords(last)}`,
      fix: `correct what ${count(names.length, 'service').replace(/^1 service$/, 'it')} reports: ${shellCommand(target, node.name, ['journalctl', ...names.flatMap((name) => ['--unit', name]), '--no-pager', '--lines', '30'])}`,
    };
  }
  return { status: 'fail', evidence, fix: fixCommand(target), repairs: [startServices(node, stopped)] };
};
