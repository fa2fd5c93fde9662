// What the spool of a forwarder is set to.
import { Problem } from '../../core/problem.ts';
import { backendName, isGuaranteed, type Backend, type WebhookSettings } from '../../settings/webhook/wanted.ts';
import { usualMemory, type SpoolSettings } from '../spool/spool-world.ts';

/** What a BestEffort backend may lag where its settings do not say: bytes. */
const USUAL_LAG = 256 * 1024 * 1024;

/** The settings, with the limit of each backend. Throws a Problem where events are not to be kept at all. */
export function spoolSettings({
  folder,
  spool,
  backends,
}: {
  readonly folder: string;
  readonly spool: WebhookSettings['spool'];
  readonly backends: readonly Backend[];
}): SpoolSettings {
  const { maxSize, segmentSize, whenFull, keepDelivered } = spool;
  if (whenFull === 'off')
    throw new Problem('not-supported', 'webhook.spool.whenFull: off is not supported: events are always kept first', {
      hint: 'refuse or dropOldest',
    });
  return {
    folder,
    backends: backends.map((backend, at) => ({
      name: backendName(backend, at),
      maxLag: isGuaranteed(backend, backends) ? null : (backend.maxLag ?? USUAL_LAG),
    })),
    maxSize,
    segmentSize,
    whenFull,
    keepDelivered,
    memory: usualMemory,
  };
}
