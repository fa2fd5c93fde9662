// Why a server gives no answer, in words about the server.
import type { NoAnswer, SenderSettings } from '../core/http-sender.ts';
import { messageOf } from '../core/problem.ts';
import { isTls } from './tls-words.ts';

type Access = Pick<SenderSettings, 'url' | 'ca' | 'cert'>;

/** What is said of an error; `isLasting` as in `NoAnswer`. */
interface Row {
  readonly pattern: RegExp;
  readonly words: (access: Access, host: string) => string;
  readonly isLasting: boolean;
}

const passing = (pattern: RegExp, words: (host: string) => string): Row => ({
  pattern,
  words: (_access, host) => words(host),
  isLasting: false,
});
const lasting = (pattern: RegExp, words: Row['words']): Row => ({ pattern, words, isLasting: true });

/** By the code and the message of Node, OpenSSL and the operating system; the first that fits. */
const rows: readonly Row[] = [
  passing(/^ECONNREFUSED/, (host) => `nothing listens at ${host}`),
  passing(/^(?:ENOTFOUND|EAI_)/, () => 'its name does not resolve'),
  passing(/^(?:EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)/, (host) => `there is no route to ${host}`),
  lasting(/^CERT_HAS_EXPIRED/, () => 'its certificate has expired'),
  lasting(/^CERT_NOT_YET_VALID/, () => 'its certificate is not valid yet'),
  lasting(/^ERR_TLS_CERT_ALTNAME/, () => 'its certificate is for another name'),
  lasting(/^INVALID_PURPOSE/, () => 'its certificate is not for servers'),
  lasting(/^(?:UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_|INVALID_CA)/, ({ ca }) =>
    ca === null
      ? 'its certificate is of no authority that this machine trusts; name one: tls.ca'
      : 'its certificate is of no authority in the file of tls.ca',
  ),
  lasting(
    /wrong version number|packet length too long|record layer failure/i,
    () => 'speaks http, and its url says https',
  ),
  lasting(/alert.*(?:certificate|unknown ca|handshake|access denied)/i, ({ cert }) =>
    cert === null ? 'asks for a client certificate, none is set' : 'refuses the client certificate',
  ),
  lasting(/^(?:EPROTO|ERR_SSL)/, () => 'refuses the TLS connection'),
  passing(/^(?:ECONNRESET|EPIPE|ETIMEDOUT)|hang up/, () => 'closes the connection without an answer'),
  passing(/^HPE_/, () => 'gives an answer that is not HTTP'),
];

/** What an error of a request says. */
export function noAnswerWords(error: Error & { readonly rawPacket?: Uint8Array }, access: Access): NoAnswer {
  if (isTls(error.rawPacket) || error.rawPacket?.[0] === ALERT)
    return { words: 'speaks https, and its url says http', isLasting: true };
  const code = 'code' in error ? String(error.code) : '';
  const said = `${code} ${messageOf(error)}`;
  const row = rows.find(({ pattern }) => pattern.test(said) || pattern.test(said.replaceAll('_', ' ')));
  if (row === undefined) return { words: `cannot be asked: ${messageOf(error)}`, isLasting: false };
  const { host } = new URL(access.url);
  return { words: row.words(access, host), isLasting: row.isLasting };
}

/** How a TLS alert begins. */
const ALERT = 0x15;
