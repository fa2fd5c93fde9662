// Makes certificates: the only file that knows the library for that, and is loaded only where one is made.
import type { webcrypto } from 'node:crypto';
import 'reflect-metadata';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** A certificate and its private key, as PEM texts. */
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

/** When a certificate is valid, in milliseconds since 1970. */
export interface Validity {
  readonly from: number;
  readonly until: number;
}

/** A host in a certificate. */
export interface HostName {
  readonly type: 'dns' | 'ip';
  readonly value: string;
}

/** What a certificate is for. */
export interface LeafSettings extends Validity {
  readonly name: string;
  readonly hosts: readonly HostName[];
  readonly purpose: 'server' | 'client';
}

/** Makes a certificate authority that signs leaves only. */
export async function makeAuthority(name: string, validity: Validity): Promise<Pair> {
  const keys = await newKeys();
  const cert = await X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [name] }],
    keys,
    ...datesOf(validity),
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return pairOf(cert, keys);
}

/** Makes a certificate that an authority signs. */
export async function makeLeaf(authority: Pair, { name, hosts, purpose, ...validity }: LeafSettings): Promise<Pair> {
  const keys = await newKeys();
  const issuer = new X509Certificate(authority.cert);
  const usage = purpose === 'server' ? ExtendedKeyUsage.serverAuth : ExtendedKeyUsage.clientAuth;
  const cert = await X509CertificateGenerator.create({
    subject: [{ CN: [name] }],
    issuer: issuer.subjectName.toJSON(),
    publicKey: keys.publicKey,
    signingKey: await signingKey(authority.key),
    ...datesOf(validity),
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([usage]),
      ...(hosts.length === 0 ? [] : [new SubjectAlternativeNameExtension([...hosts])]),
      await AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return pairOf(cert, keys);
}

function datesOf({ from, until }: Validity): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(from), notAfter: new Date(until) };
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

async function signingKey(pem: string): Promise<webcrypto.CryptoKey> {
  return crypto.subtle.importKey('pkcs8', PemConverter.decodeFirst(pem), algorithm, false, ['sign']);
}

async function pairOf(cert: X509Certificate, { privateKey }: webcrypto.CryptoKeyPair): Promise<Pair> {
  const key = await crypto.subtle.exportKey('pkcs8', privateKey);
  return { cert: `${cert.toString('pem')}\n`, key: `${PemConverter.encode(key, 'PRIVATE KEY')}\n` };
}
