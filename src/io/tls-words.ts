// What went wrong with a TLS connection to a server, in words.
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { messageOf } from '../core/problem.ts';

/** Why OpenSSL does not accept the certificate of a client, by Node's code. */
const faults: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'the client certificate has expired',
  CERT_NOT_YET_VALID: 'the client certificate is not valid yet',
  INVALID_PURPOSE: 'the client certificate is not for clients',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the client certificate is signed by itself, not by the CA',
};

/** Why the client's certificate is not accepted; null where it is. */
export function clientFault(socket: Socket): string | null {
  const { authorized, authorizationError, getPeerCertificate } = socket as TLSSocket;
  if (authorized) return null;
  const { raw } = getPeerCertificate.call(socket) as { readonly raw?: unknown };
  if (raw === undefined) return 'a client certificate is required, and none was sent';
  const code = String(authorizationError);
  return faults[code] ?? `the client certificate is not signed by the CA (${code})`;
}

/** Names of clients, by their connections: reading a certificate takes longer than reading a request. */
const names = new WeakMap<Socket, string | null>();

/** The common name in the certificate that the client has shown; null for none. */
export function clientName(socket: Socket): string | null {
  const known = names.get(socket);
  if (known !== undefined) return known;
  const { subject } = (socket as TLSSocket).getPeerCertificate() as { readonly subject?: { readonly CN?: unknown } };
  const name = typeof subject?.CN === 'string' && subject.CN !== '' ? subject.CN : null;
  names.set(socket, name);
  return name;
}

/** Whether bytes are the beginning of a TLS connection. */
export function isTls(bytes: Uint8Array | undefined): boolean {
  return bytes?.[0] === 0x16;
}

/** By what OpenSSL and Node say of a handshake that failed, what that means. */
const handshakes: readonly (readonly [pattern: RegExp, words: string])[] = [
  [/http request/i, 'it speaks http, and this is https'],
  [/unknown ca/i, "it does not know the CA of this server's certificate"],
  [/bad certificate|certificate unknown/i, "it does not accept this server's certificate"],
  [/certificate expired/i, "it says that this server's certificate has expired"],
  [/unsupported protocol|protocol version|wrong version/i, 'it speaks no TLS from 1.2 on'],
  [/no shared cipher/i, 'it has no cipher in common with this server'],
  [/no application protocol/i, 'it speaks HTTP/2 only, and this server HTTP/1.1'],
  [/handshake timeout/i, 'its TLS handshake took longer than 10 s'],
  [
    /before secure TLS connection|ECONNRESET|socket hang up/i,
    'it closed the connection before the TLS handshake was done',
  ],
];

/** Why a handshake failed, in words about the client. */
export function handshakeWords(error: Error): string {
  const said = `${'code' in error ? String(error.code) : ''} ${messageOf(error)}`;
  return handshakes.find(([pattern]) => pattern.test(said.replaceAll('_', ' ')))?.[1] ?? messageOf(error);
}
