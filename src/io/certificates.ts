// Certificates and keys, as Node's own crypto reads them.
import type { KeyObject, X509Certificate } from 'node:crypto';
import type { CertificateFacts, Certificates } from '../core/certificates.ts';

const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';
const ANY_PURPOSE = '2.5.29.37.0';

/** The names that OpenSSL gives to the usual curves. */
const curves: Readonly<Record<string, string>> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' };

const block = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

// Loaded only where one is asked for: most runs need none.
const crypto = () => process.getBuiltinModule('node:crypto');

/** The real port. */
export const certificates: Certificates = {
  read: (pem) => orNull(() => parsed(pem).map(factsOf)),
  keyKind: (pem) => orNull(() => kindOf(crypto().createPrivateKey(pem))),
  keyFits: (cert, key) => orNull(() => first(cert).checkPrivateKey(crypto().createPrivateKey(key))) ?? false,
  isSignedBy: (cert, ca) =>
    orNull(() => {
      const leaf = first(cert);
      return parsed(ca).some((each) => leaf.checkIssued(each) && leaf.verify(each.publicKey));
    }) ?? false,
  isFor: (cert, host) =>
    orNull(
      () => (first(cert).checkHost(host) ?? (isAddress(host) ? first(cert).checkIP(host) : undefined)) !== undefined,
    ) ?? false,
};

function parsed(pem: string): X509Certificate[] {
  const { X509Certificate: Certificate } = crypto();
  const found = [...pem.matchAll(block)].map(([text]) => new Certificate(text));
  if (found.length === 0) throw new Error('no certificate');
  return found;
}

function first(pem: string): X509Certificate {
  const [found] = parsed(pem);
  if (found === undefined) throw new Error('no certificate');
  return found;
}

function factsOf(cert: X509Certificate): CertificateFacts {
  const { subject, issuer, validFrom, validTo, ca, publicKey, keyUsage } = cert;
  // Types of Node say string[]; it is undefined where the certificate names no purpose.
  const purposes = (keyUsage as readonly string[] | undefined) ?? [ANY_PURPOSE];
  const is = (purpose: string): boolean => purposes.includes(purpose) || purposes.includes(ANY_PURPOSE);
  return {
    subject,
    issuer,
    from: Date.parse(validFrom),
    until: Date.parse(validTo),
    isCa: ca,
    key: kindOf(publicKey),
    forClients: is(CLIENT_AUTH),
    forServers: is(SERVER_AUTH),
  };
}

function kindOf({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): string {
  if (type === 'ec') return `EC ${curves[details?.namedCurve ?? ''] ?? details?.namedCurve ?? ''}`.trimEnd();
  return `${String(type).toUpperCase()} ${details?.modulusLength ?? ''}`.trimEnd();
}

function isAddress(host: string): boolean {
  return process.getBuiltinModule('node:net').isIP(host) !== 0;
}

function orNull<Value>(work: () => Value): Value | null {
  try {
    return work();
  } catch {
    return null;
  }
}
