// Certificates and keys as Node's own crypto reads them, which is loaded only where one is asked about.
import type { KeyObject, X509Certificate } from 'node:crypto';
import type { CertificateFacts, KeyFacts, Pem } from '../core/ports.ts';

const block = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/** OpenSSL's names of curves, and those of everybody else. */
const curves: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};

export const pem: Pem = {
  certificates(text) {
    const read: CertificateFacts[] = [];
    for (const [each] of text.matchAll(block)) {
      const certificate = certificateOf(each);
      if (certificate === null) return null;
      read.push(factsOf(certificate));
    }
    return read;
  },
  key(text, certificate) {
    const key = keyOf(text);
    if (key === null || key === 'encrypted') return key;
    const [first] = certificate?.match(block) ?? [];
    return {
      kind: kindOf(key),
      fits: first === undefined ? null : (certificateOf(first)?.checkPrivateKey(key) ?? null),
    } satisfies KeyFacts;
  },
  isSignedBy(text, authorities) {
    const [first] = text.match(block) ?? [];
    const certificate = first === undefined ? null : certificateOf(first);
    if (certificate === null) return false;
    return (authorities.match(block) ?? []).some((each) => hasSigned(certificateOf(each), certificate));
  },
};

function hasSigned(authority: X509Certificate | null, certificate: X509Certificate): boolean {
  try {
    return authority !== null && certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
  } catch {
    return false;
  }
}

function certificateOf(text: string): X509Certificate | null {
  try {
    return new (process.getBuiltinModule('node:crypto').X509Certificate)(text);
  } catch {
    return null;
  }
}

function keyOf(text: string): KeyObject | 'encrypted' | null {
  try {
    return process.getBuiltinModule('node:crypto').createPrivateKey(text);
  } catch {
    return /BEGIN ENCRYPTED PRIVATE KEY|^Proc-Type: 4,ENCRYPTED/m.test(text) ? 'encrypted' : null;
  }
}

function factsOf(certificate: X509Certificate): CertificateFacts {
  const { subject, issuer, subjectAltName = '', validFrom, validTo } = certificate;
  // The name is that of Node; the value is the extended usage. None means any.
  const purposes = certificate.keyUsage as readonly string[] | undefined;
  return {
    kind: keyKind(certificate),
    subject: inOneLine(subject),
    issuer: inOneLine(issuer),
    names: [...subjectAltName.matchAll(/(?:DNS|IP Address):([^,\s"]+)/g)].map(([, name = '']) => name),
    from: Date.parse(validFrom),
    to: Date.parse(validTo),
    isForClients: purposes === undefined || purposes.some((oid) => forClients.has(oid)),
    isForServers: purposes === undefined || purposes.some((oid) => forServers.has(oid)),
    isAuthority: certificate.ca,
    isFor(name) {
      if (process.getBuiltinModule('node:net').isIP(name) !== 0) return certificate.checkIP(name) !== undefined;
      return certificate.checkHost(name, { subject: 'never' }) !== undefined;
    },
  };
}

const ANY_PURPOSE = '2.5.29.37.0';
const forServers = new Set(['1.3.6.1.5.5.7.3.1', ANY_PURPOSE]);
const forClients = new Set(['1.3.6.1.5.5.7.3.2', ANY_PURPOSE]);

const UNKNOWN = 'an unknown key';

/** "CN=siem.example, O=Example". */
function inOneLine(name: string | undefined): string {
  return (name ?? '').split('\n').join(', ');
}

function keyKind(certificate: X509Certificate): string {
  try {
    return kindOf(certificate.publicKey);
  } catch {
    return UNKNOWN;
  }
}

function kindOf({ asymmetricKeyType, asymmetricKeyDetails: details = {} }: KeyObject): string {
  if (asymmetricKeyType === 'rsa') return `RSA ${details.modulusLength ?? ''}`.trimEnd();
  if (asymmetricKeyType === 'ec') {
    const curve = details.namedCurve ?? '';
    return `EC ${curves[curve] ?? curve}`.trimEnd();
  }
  return asymmetricKeyType === 'ed25519' ? 'Ed25519' : (asymmetricKeyType ?? UNKNOWN);
}
