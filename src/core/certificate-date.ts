// Whether a certificate is valid at a moment, in words.
import { count } from './plural.ts';
import type { CertificateFacts } from './ports.ts';

const DAY_MS = 86_400_000;

/** Why a certificate is not valid now: "expired 3 days ago (2026-11-24)"; null where it is. */
export function dateFault({ from, to }: Pick<CertificateFacts, 'from' | 'to'>, now: number): string | null {
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  const apart = (ms: number): string =>
    ms < DAY_MS ? count(Math.max(1, Math.round(ms / 3_600_000)), 'hour') : count(Math.floor(ms / DAY_MS), 'day');
  if (now > to) return `expired ${apart(now - to)} ago (${day(to)})`;
  if (now < from) return `is not valid yet: begins in ${apart(from - now)} (${day(from)})`;
  return null;
}
