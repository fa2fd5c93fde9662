// What is wrong with the certificates of a backend: the files, what is in them, and whether they belong together.
import { dateFault } from '../../core/certificate-date.ts';
import type { CertificateFacts } from '../../core/ports.ts';
import { remarkError, type WebhookRemark, type WebhookSurroundings } from './remark.ts';
import type { Backend } from './wanted.ts';

type Around = Pick<WebhookSurroundings, 'files' | 'pem' | 'now'>;

/** Remarks on the certificates of one backend; `path` is that of the backend. */
export function checkTls({ tls, url }: Backend, path: string, around: Around): readonly WebhookRemark[] {
  const { ca, cert, key, serverName } = tls;
  const isPlain = /^http:/i.test(url) && [ca, cert, key, serverName].some((each) => each !== null);
  return [
    ...(isPlain ? [remarkError(`${path}.tls`, 'is for https, and the url is http')] : []),
    ...(cert !== null && key === null ? [remarkError(`${path}.tls.key`, 'is missing: cert and key go together')] : []),
    ...(key !== null && cert === null ? [remarkError(`${path}.tls.cert`, 'is missing: cert and key go together')] : []),
    ...(ca === null ? [] : checkAuthorities(ca, `${path}.tls.ca`, around)),
    ...(cert === null ? [] : checkCertificate(cert, `${path}.tls.cert`, around)),
    ...(key === null ? [] : checkKey(key, cert, `${path}.tls.key`, around)),
  ];
}

/** The text of a file; a remark where it cannot be read. */
function textOf(file: string, path: string, { files }: Around): string | WebhookRemark {
  const content = files.get(file) ?? 'is not there';
  return typeof content === 'string'
    ? remarkError(path, `${file} ${content}`)
    : Buffer.from(content).toString('latin1');
}

function certificatesOf(file: string, path: string, around: Around): readonly CertificateFacts[] | WebhookRemark {
  const text = textOf(file, path, around);
  if (typeof text !== 'string') return text;
  const read = around.pem.certificates(text);
  if (read === null) return remarkError(path, `${file} has a certificate that cannot be read`);
  if (read.length > 0) return read;
  const is = text.includes('PRIVATE KEY-----') ? 'has a private key and no certificates' : 'has no certificates in PEM';
  return remarkError(path, `${file} ${is}`);
}

function checkAuthorities(file: string, path: string, around: Around): readonly WebhookRemark[] {
  const read = certificatesOf(file, path, around);
  if ('path' in read) return [read];
  const [fault, ...others] = read.map((each) => dateFault(each, around.now));
  return fault === undefined || fault === null || others.includes(null) ? [] : [remarkError(path, fault)];
}

function checkCertificate(file: string, path: string, around: Around): readonly WebhookRemark[] {
  const read = certificatesOf(file, path, around);
  if ('path' in read) return [read];
  const [leaf] = read;
  if (leaf === undefined) return [];
  const fault = dateFault(leaf, around.now);
  return [
    ...(fault === null ? [] : [remarkError(path, fault)]),
    ...(leaf.isForClients ? [] : [remarkError(path, 'is not for clients (clientAuth is not among its purposes)')]),
  ];
}

function checkKey(file: string, certificate: string | null, path: string, around: Around): readonly WebhookRemark[] {
  const text = textOf(file, path, around);
  if (typeof text !== 'string') return [text];
  const content = certificate === null ? undefined : around.files.get(certificate);
  const shown = content === undefined || typeof content === 'string' ? undefined : Buffer.from(content).toString();
  const key = around.pem.key(text, shown);
  if (key === null) return [remarkError(path, `${file} has no private key in PEM that can be read`)];
  if (key === 'encrypted')
    return [remarkError(path, `${file} is encrypted, and nobody could be asked for its passphrase`)];
  if (key.fits !== false || certificate === null || shown === undefined) return [];
  const kind = around.pem.certificates(shown)?.[0]?.kind ?? key.kind;
  const kinds = kind === key.kind ? '' : ` (${key.kind} against ${kind})`;
  return [remarkError(path, `does not belong to ${certificate.slice(certificate.lastIndexOf('/') + 1)}${kinds}`)];
}
