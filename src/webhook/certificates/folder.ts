// A folder of certificates for one receiver: its CA, its own certificate and one for its clients.
import { dateFault } from '../../core/certificate-date.ts';
import type { World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import { pasteable } from '../../core/shell-quote.ts';
import { daysLeft, keyFault, pairFault, type Wanted } from './faults.ts';
import type { HostName, Pair } from './x509.ts';

type Place = Pick<World, 'files' | 'pem' | 'clock'>;

const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 3652;
const LEAF_DAYS = 90;
/** A client's clock may be a little slow. */
const EARLIER_MS = 5 * 60_000;

/** What a folder of certificates came to hold. */
export interface Made {
  /** Names of the files that were made. */
  readonly made: readonly string[];
  /** What is to be said of those that were there. */
  readonly remarks: readonly string[];
}

/**
 * Makes what a folder lacks of ca, server and client certificates, each with its key; what is there and good is used.
 * Throws a Problem for what is there and is not good: no file is ever changed. `hosts` is what the server is called.
 */
export async function makeCertificates(world: Place, folder: string, hosts: readonly string[]): Promise<Made> {
  await world.files.makeDir(folder, 0o700);
  const now = world.clock.now().getTime();
  const made: string[] = [];
  const remarks: string[] = [];
  const there = await pairIn(world, folder, 'ca');
  const [server, client] = [await pairIn(world, folder, 'server'), await pairIn(world, folder, 'client')];
  const authority = there ?? (await newAuthority(world, folder, now, made));
  if (there !== null) {
    const fault = authorityFault(world, there, now);
    if (fault !== null) throw unusable(folder, 'ca', fault);
  }
  const leaves = [
    { name: 'server', pair: server, purpose: 'server', hosts },
    { name: 'client', pair: client, purpose: 'client', hosts: [] },
  ] as const;
  for (const { name, pair, purpose, hosts: wanted } of leaves) {
    if (pair === null) {
      const { makeLeaf } = await import('./x509.ts');
      const leaf = {
        name: purpose === 'server' ? (wanted[0] ?? '') : 'kube-apiserver',
        purpose,
        ...validity(now, LEAF_DAYS),
      };
      await writePair(world, folder, name, await makeLeaf(authority, { ...leaf, hosts: wanted.map(hostName) }), made);
      continue;
    }
    const asked: Wanted = { ...pair, ca: authority.cert, purpose, hosts: wanted };
    const fault = pairFault(world.pem, asked, now);
    if (fault !== null) throw unusable(folder, name, fault);
    const facts = world.pem.certificates(pair.cert)?.[0];
    const days = facts === undefined ? null : daysLeft(facts, now);
    if (days !== null) remarks.push(`${folder}/${name}.crt is valid for ${days} more days: ${again(folder, name)}`);
  }
  return { made, remarks };
}

/** What a server name or address is in a certificate. */
function hostName(host: string): HostName {
  return { type: /^[\d.]+$|:/.test(host) ? 'ip' : 'dns', value: host };
}

async function newAuthority({ files }: Place, folder: string, now: number, made: string[]): Promise<Pair> {
  const { makeAuthority } = await import('./x509.ts');
  const authority = await makeAuthority('kind-audit sink', validity(now, AUTHORITY_DAYS));
  await writePair({ files }, folder, 'ca', authority, made);
  return authority;
}

function validity(now: number, days: number): { from: number; until: number } {
  return { from: now - EARLIER_MS, until: now + days * DAY_MS };
}

function authorityFault({ pem }: Place, { cert, key }: Pair, now: number): string | null {
  const fault = keyFault(pem, { cert, key });
  const facts = pem.certificates(cert)?.[0];
  if (fault !== null || facts === undefined) return fault;
  if (!facts.isAuthority) return 'the certificate is not that of a CA';
  const dates = dateFault(facts, now);
  return dates === null ? null : `the certificate ${dates}`;
}

/** Both files of a pair; null where neither is there. Throws a Problem where only one is. */
async function pairIn({ files }: Place, folder: string, name: string): Promise<Pair | null> {
  const [cert, key] = [await files.read(`${folder}/${name}.crt`), await files.read(`${folder}/${name}.key`)];
  if (cert === null && key === null) return null;
  if (cert !== null && key !== null) return { cert, key };
  const [there, missing] = cert === null ? ['key', 'crt'] : ['crt', 'key'];
  throw new Problem('file-unreadable', `${folder} has ${name}.${there}, but no ${name}.${missing}`, {
    hint: `put it there, or name another folder`,
  });
}

/** The key first: a certificate is never there without it. */
async function writePair(
  { files }: Pick<Place, 'files'>,
  folder: string,
  name: string,
  { cert, key }: Pair,
  made: string[],
): Promise<void> {
  const parts = [
    { file: `${name}.key`, text: key, mode: 0o600 },
    { file: `${name}.crt`, text: cert, mode: 0o644 },
  ];
  for (const { file, text, mode } of parts) {
    if (!(await files.create(`${folder}/${file}`, text, mode)))
      throw new Problem('file-changed', `${folder}/${file} was written by something else in the meantime`, {
        hint: 'run the command again',
      });
    made.push(file);
  }
}

function unusable(folder: string, name: string, fault: string): Problem {
  const hint = name === 'ca' ? 'name another folder, or remove all files of this one' : again(folder, name);
  return new Problem('file-unreadable', `${folder}/${name}.crt: ${fault}`, { hint });
}

/** How to get a new pair. */
function again(folder: string, name: string): string {
  return `${pasteable(['rm', `${folder}/${name}.crt`, `${folder}/${name}.key`])}, and run the command again`;
}
