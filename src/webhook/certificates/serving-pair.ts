// The certificate that a server serves with: read from a folder, and again whenever its files are swapped.
import type { ServerTls } from '../../core/http-server.ts';
import type { World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import { keyFault, pairFault } from './faults.ts';

type Place = Pick<World, 'files' | 'pem' | 'clock'>;

/** How often the files are looked at, in milliseconds. */
const INTERVAL_MS = 500;

/** Certificates are far smaller than this, in bytes. */
const MOST_BYTES = 1024 * 1024;

/** Reads ca.crt, if it is there, server.crt and server.key; throws a Problem where a server cannot serve with them. */
export async function servingPair(place: Place, folder: string): Promise<ServerTls> {
  const read = judged(place, await readTexts(place, folder));
  if ('fault' in read)
    throw new Problem('file-unreadable', `${folder}: ${read.fault}`, {
      hint: 'kind-audit sink --make-certs DIR makes a folder with certificates',
    });
  return read;
}

/** Why clients will refuse a pair that a server can serve with; null where nothing is known. */
export function servingRemark({ pem, clock }: Omit<Place, 'files'>, { cert, key }: ServerTls): string | null {
  return pairFault(pem, { cert, key, ca: null, purpose: 'server', hosts: [] }, clock.now().getTime());
}

/**
 * Looks at the files until the signal is aborted. `onNew` gets each pair that can be served with; `onFault` hears, once for
 * each state of the files, what is wrong with one that cannot: the earlier pair stays.
 */
export async function watchPair(
  place: Place,
  folder: string,
  current: ServerTls,
  { onNew, onFault }: { readonly onNew: (pair: ServerTls) => void; readonly onFault: (fault: string) => void },
  signal: AbortSignal,
): Promise<void> {
  let served = keyOf(current);
  let faulty = '';
  let seen: Texts | null = null;
  for (;;) {
    await place.clock.sleep(INTERVAL_MS, signal);
    const texts = await readTexts(place, folder);
    // Judging takes far longer than reading.
    if (seen !== null && texts.ca === seen.ca && texts.cert === seen.cert && texts.key === seen.key) continue;
    seen = texts;
    const read = judged(place, texts, current.clientCa !== null);
    if ('fault' in read) {
      if (read.fault !== faulty) onFault(read.fault);
      faulty = read.fault;
      continue;
    }
    faulty = '';
    if (keyOf(read) === served) continue;
    served = keyOf(read);
    onNew(read);
  }
}

function keyOf({ cert, key, clientCa }: ServerTls): string {
  return [cert, key, clientCa ?? ''].join('\0');
}

/** The files; null for one that is not there. */
interface Texts {
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
}

async function readTexts(place: Place, folder: string): Promise<Texts> {
  return {
    ca: await textIn(place, folder, 'ca.crt'),
    cert: await textIn(place, folder, 'server.crt'),
    key: await textIn(place, folder, 'server.key'),
  };
}

/** `needsCa` is null where the folder decides whether clients need a certificate. */
function judged(
  place: Pick<Place, 'pem'>,
  { ca, cert, key }: Texts,
  needsCa: boolean | null = null,
): ServerTls | { readonly fault: string } {
  if (cert === null) return { fault: 'server.crt is missing' };
  if (key === null) return { fault: 'server.key is missing' };
  if (needsCa === true && ca === null) return { fault: 'ca.crt is missing' };
  const clientCa = needsCa === false ? null : ca;
  if (clientCa !== null && (place.pem.certificates(clientCa) ?? []).length === 0)
    return { fault: 'ca.crt holds no certificate that can be read' };
  const fault = keyFault(place.pem, { cert, key });
  return fault === null ? { cert, key, clientCa } : { fault: `server.crt and server.key: ${fault}` };
}

async function textIn({ files }: Place, folder: string, name: string): Promise<string | null> {
  const found = await files.readWhole(`${folder}/${name}`, MOST_BYTES);
  return found === null || typeof found === 'string' ? null : Buffer.from(found).toString();
}
