// What is wrong with a certificate and its key, in words: everything that would make a TLS connection fail.
import type { Certificates } from '../../core/certificates.ts';
import { count } from '../../core/plural.ts';

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
export function pairFault(
  certificates: Certificates,
  { cert, key, ca, purpose, hosts }: Wanted,
  now: number,
): string | null {
  const fault = keyFault(certificates, { cert, key });
  const facts = certificates.read(cert)?.[0];
  if (fault !== null || facts === undefined) return fault;
  const dates = dateFault(facts, now);
  if (dates !== null) return dates;
  if (!(purpose === 'server' ? facts.forServers : facts.forClients)) return `the certificate is not for a ${purpose}`;
  if (ca !== null && !certificates.isSignedBy(cert, ca)) return 'the certificate is not signed by the CA in ca.crt';
  const missing = hosts.filter((host) => !certificates.isFor(cert, host));
  return missing.length === 0 ? null : `the certificate is not for ${missing.join(', ')}`;
}

/** Why a certificate and a key are no pair; null where they are one. */
export function keyFault(certificates: Certificates, { cert, key }: Pick<Wanted, 'cert' | 'key'>): string | null {
  const facts = certificates.read(cert)?.[0];
  if (facts === undefined) return 'the certificate cannot be read';
  const keyKind = certificates.keyKind(key);
  if (keyKind === null) return 'the key cannot be read';
  if (certificates.keyFits(cert, key)) return null;
  return `the key does not belong to the certificate (${keyKind} against ${facts.key})`;
}

/** What is wrong with the dates of a certificate; null where nothing is. */
export function dateFault(
  { from, until }: { readonly from: number; readonly until: number },
  now: number,
): string | null {
  if (now < from) return `the certificate is valid only from ${dayOf(from)} on`;
  if (now < until) return null;
  const days = Math.floor((now - until) / DAY_MS);
  return `the certificate has expired ${days === 0 ? 'today' : `${count(days, 'day')} ago`} (${dayOf(until)})`;
}

/** For how many more days a certificate is valid, where less than a third of its time is left; null where more is. */
export function daysLeft(
  { from, until }: { readonly from: number; readonly until: number },
  now: number,
): number | null {
  return (until - now) * 3 < until - from ? Math.floor((until - now) / DAY_MS) : null;
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
