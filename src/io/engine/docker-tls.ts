// The certificates for an engine that is reached over TCP: read, and tried, before a connection is made.
import { pasteable } from '../../core/shell-quote.ts';
import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import type { Files } from '../../core/ports.ts';
import { messageOf, Problem } from '../../core/problem.ts';
import { readSetting } from './read-setting.ts';

/** TLS material, PEM texts. Without `ca` the server is checked by the authorities that Node knows. */
export interface EngineTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/**
 * The certificates of a folder as docker names them; null where it has none. Throws a Problem that names the folder when
 * they cannot be read or used. `askedBy` is what points to the folder.
 */
export async function readTls(files: Pick<Files, 'read'>, folder: string, askedBy: string): Promise<EngineTls | null> {
  const [ca, cert, key] = await Promise.all(
    ['ca.pem', 'cert.pem', 'key.pem'].map((name) => readSetting(files, join(folder, name), askedBy)),
  );
  if (ca === null && cert === null && key === null) return null;
  const tls = { ...(ca === null ? {} : { ca }), ...(cert === null ? {} : { cert }), ...(key === null ? {} : { key }) };
  const fault = faultOf(tls);
  if (fault === null) return tls;
  throw new Problem('engine-missing', `the certificates in ${folder} (from ${askedBy}) cannot be used: ${fault}`, {
    hint: `look at ca.pem, cert.pem and key.pem in ${pasteable([folder])}`,
  });
}

/** Without any certificate: the name of what asks for TLS is the cause. */
export function noCertificates(folder: string, askedBy: string): Problem {
  return new Problem('engine-missing', `${askedBy} asks for TLS, but there is no ca.pem in ${folder}`, {
    hint: `set DOCKER_CERT_PATH to the folder with ca.pem, cert.pem and key.pem, or: unset ${askedBy}`,
  });
}

function faultOf({ ca, cert, key }: EngineTls): string | null {
  if (cert !== undefined && key === undefined) return 'there is a cert.pem without a key.pem';
  if (key !== undefined && cert === undefined) return 'there is a key.pem without a cert.pem';
  try {
    // Node passes over an authority that it cannot read.
    if (ca !== undefined) void new X509Certificate(ca);
    createSecureContext({ ca, cert, key });
    return null;
  } catch (error) {
    return messageOf(error);
  }
}
