// What certificates say, as a port: types only. The real one is in io/certificates.ts.

/** What one certificate says. */
export interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly until: number;
  readonly isCa: boolean;
  /** For instance "EC P-256" or "RSA 2048". */
  readonly key: string;
  /** Whether it may be used by a client, by a server: what names no purpose is for both. */
  readonly forClients: boolean;
  readonly forServers: boolean;
}

/** Questions about certificates and keys in PEM texts. Nothing throws. */
export interface Certificates {
  /** All certificates of a text, in order; null where one of them cannot be read, or there is none. */
  read(pem: string): readonly CertificateFacts[] | null;
  /** What kind of private key a text holds; null where it holds none that can be read without a password. */
  keyKind(pem: string): string | null;
  /** Whether a private key belongs to the first certificate. */
  keyFits(cert: string, key: string): boolean;
  /** Whether the first certificate was signed by one of a CA's. */
  isSignedBy(cert: string, ca: string): boolean;
  /** Whether the first certificate is for a host, which is a name or an address. */
  isFor(cert: string, host: string): boolean;
}
