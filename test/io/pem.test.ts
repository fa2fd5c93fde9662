// What Node's own crypto says of certificates and keys; OpenSSL makes them.
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pem } from '../../src/io/pem.ts';

let folder = '';
let [certificate, key] = ['', ''];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kind-audit-pem-'));
  [certificate, key] = made('client', 'ec', [
    'extendedKeyUsage=clientAuth',
    'subjectAltName=DNS:siem.example,IP:192.0.2.7',
  ]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function made(name: string, kind: 'ec' | 'rsa', extensions: readonly string[]): [string, string] {
  const [keyFile, file] = [join(folder, `${name}.key`), join(folder, `${name}.crt`)];
  const algorithm = kind === 'ec' ? ['ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'] : ['rsa:2048'];
  const added = extensions.flatMap((each) => ['-addext', each]);
  const args = ['req', '-x509', '-newkey', ...algorithm, '-nodes', '-keyout', keyFile, '-out', file, '-days', '2'];
  execFileSync('openssl', [...args, '-subj', `/CN=${name}/O=Example`, ...added], { stdio: 'ignore' });
  return [readFileSync(file, 'utf8'), readFileSync(keyFile, 'utf8')];
}

test('a certificate is read with its key, names, dates and purposes', () => {
  const [facts, ...more] = pem.certificates(`words\n${certificate}\nmore words\n`) ?? [];
  expect(more).toEqual([]);
  expect(facts).toMatchObject({
    kind: 'EC P-256',
    subject: 'CN=client, O=Example',
    issuer: 'CN=client, O=Example',
    names: ['siem.example', '192.0.2.7'],
    isForClients: true,
    isForServers: false,
  });
  expect(Math.round(((facts?.to ?? 0) - (facts?.from ?? 0)) / 86_400_000)).toBe(2);
  expect(
    ['siem.example', '192.0.2.7', 'client', 'lake.example', '192.0.2.8'].map((name) => facts?.isFor(name)),
  ).toEqual([true, true, false, false, false]);
});

test('every certificate of a bundle is read; one without purposes is for all', () => {
  const [other] = made('authority', 'rsa', []);
  const facts = pem.certificates(certificate + other);
  expect(facts?.map(({ kind, isForServers }) => [kind, isForServers])).toEqual([
    ['EC P-256', false],
    ['RSA 2048', true],
  ]);
});

test('a key belongs to its certificate and to no other', () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const other = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  expect(pem.key(key, certificate)).toEqual({ kind: 'EC P-256', fits: true });
  expect(pem.key(other, certificate)).toEqual({ kind: 'Ed25519', fits: false });
  expect(pem.key(key)).toEqual({ kind: 'EC P-256', fits: null });
  expect(pem.key(key, 'no certificate')).toEqual({ kind: 'EC P-256', fits: null });
});

test('what is none is said to be none', () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const locked = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString();
  expect(pem.certificates('')).toEqual([]);
  expect(pem.certificates(key)).toEqual([]);
  expect(pem.certificates(`-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`)).toBeNull();
  expect([pem.key(''), pem.key(certificate), pem.key(locked)]).toEqual([null, null, 'encrypted']);
});
