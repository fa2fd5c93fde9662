// What is wrong with a certificate and its key, in words: everything that would make a TLS connection fail.
import { dateFault } from '../../core/certificate-date.ts';
import type { CertificateFacts, Pem } from '../../core/ports.ts';

const DAY_MS = 86_400_000;

/** A certificate, its key, and what it is to be good for. */
export interface Wanted {
  readonly cert: string;
  readonly key: string;
  /** The certificates of its CA; null where that is not known. */
  readonly ca: string | null;
  readonly purpose: 'server' | 'client';
  /** The hosts that it must be for. */
  readonly hosts: readonly string[];
}

/** What is wrong with the pair at a moment, in milliseconds since 1970; null where nothing is. */
export function pairFault(pem: Pem, { cert, key, ca, purpose, hosts }: Wanted, now: number): string | null {
  const fault = keyFault(pem, { cert, key });
  const facts = pem.certificates(cert)?.[0];
  if (fault !== null || facts === undefined) return fault;
  const dates = dateFault(facts, now);
  if (dates !== null) return `the certificate ${dates}`;
  if (!(purpose === 'server' ? facts.isForServers : facts.isForClients))
    return `the certificate is not for a ${purpose}`;
  if (ca !== null && !pem.isSignedBy(cert, ca)) return 'the certificate is not signed by the CA in ca.crt';
  const missing = hosts.filter((host) => !facts.isFor(host));
  return missing.length === 0 ? null : `the certificate is not for ${missing.join(', ')}`;
}

/** Why a certificate and a key are no pair; null where they are one. */
export function keyFault(pem: Pem, { cert, key }: Pick<Wanted, 'cert' | 'key'>): string | null {
  const facts = pem.certificates(cert)?.[0];
  if (facts === undefined) return 'the certificate cannot be read';
  const read = pem.key(key, cert);
  if (read === null) return 'the key cannot be read';
  if (read === 'encrypted') return 'the key is encrypted, and nobody could be asked for its passphrase';
  if (read.fits === true) return null;
  const kinds = read.kind === facts.kind ? '' : ` (${read.kind} against ${facts.kind})`;
  return `the key does not belong to the certificate${kinds}`;
}

/** For how many more days a certificate is valid, where less than a third of its time is left; null where more is. */
export function daysLeft({ from, to }: Pick<CertificateFacts, 'from' | 'to'>, now: number): number | null {
  return (to - now) * 3 < to - from ? Math.floor((to - now) / DAY_MS) : null;
}
