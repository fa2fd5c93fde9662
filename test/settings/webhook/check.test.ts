// What is said about a webhook's settings before anything is touched.
import { expect, test } from 'vitest';
import type { CertificateFacts, Pem } from '../../../src/core/ports.ts';
import { checkWebhook } from '../../../src/settings/webhook/check.ts';
import { webhookOf } from '../../../src/settings/webhook/from-section.ts';
import { remarkText, webhookProblem, type WebhookSurroundings } from '../../../src/settings/webhook/remark.ts';
import { chosenWay } from '../../../src/settings/webhook/way.ts';
import type { WebhookSettings } from '../../../src/settings/webhook/wanted.ts';
import { settingsOf } from '../kit.ts';

const NOW = Date.UTC(2026, 10, 27, 12);
const DAY = 86_400_000;

const good: CertificateFacts = {
  kind: 'RSA 2048',
  subject: 'CN=client',
  issuer: 'CN=ca',
  names: [],
  from: NOW - DAY,
  to: NOW + DAY,
  isForClients: true,
  isForServers: false,
  isAuthority: false,
  isFor: () => false,
};

/** Certificates by the words in a file; a key fits a certificate that begins with the same letters. */
const certificates: Readonly<Record<string, readonly CertificateFacts[] | null>> = {
  good: [good],
  chain: [good, { ...good, to: 0 }],
  expired: [{ ...good, to: Date.UTC(2026, 10, 24) }],
  'half expired': [{ ...good, to: Date.UTC(2026, 10, 24) }, good],
  'just expired': [{ ...good, to: NOW - 3 * 3_600_000 }],
  'not begun': [{ ...good, from: Date.UTC(2026, 11, 1, 12) }],
  server: [{ ...good, isForClients: false, isForServers: true }],
  broken: null,
};

const pem: Pem = {
  certificates: (text) => certificates[text] ?? (text in certificates ? null : []),
  isSignedBy: () => false,
  key(text, certificate) {
    if (text === 'locked') return 'encrypted';
    if (!text.includes('key')) return null;
    const kind = text.startsWith('rsa') ? 'RSA 2048' : 'EC P-256';
    return { kind, fits: certificate === undefined ? null : text === 'rsa key' };
  },
};

const names = [
  ...Object.keys(certificates),
  'rsa key',
  'rsa other key',
  'ec key',
  'locked',
  'nothing',
  '-----BEGIN PRIVATE KEY-----',
];

const around: WebhookSurroundings = {
  now: NOW,
  pem,
  files: new Map<string, Uint8Array | string>([
    ...names.map((name): [string, Uint8Array] => [`/project/${name}`, Buffer.from(name)]),
    ['/project/folder', 'is a folder, not a file'],
  ]),
  gateways: ['172.18.0.1', 'fc00::1'],
  isInside: (host) => host.endsWith('.svc'),
};

function settings(text: string): WebhookSettings {
  return webhookOf(settingsOf(`webhook: {${text}}`).project?.content.webhook ?? {});
}

/** The remarks but for that on the rate, which is always there. */
function remarks(text: string): readonly string[] {
  return checkWebhook(settings(text), around)
    .filter(({ severity }) => severity !== 'info')
    .map(({ severity, ...remark }) => `${severity === 'warn' ? 'warning ' : ''}${remarkText(remark)}`);
}

const one = (url: string, more = ''): string => `backends: [{url: "${url}"${more}}]`;

test('settings that are right are passed, with the rate that they allow', () => {
  const text = one('https://siem.example/audit', ', tls: {ca: good, cert: good, key: rsa key}');
  expect(checkWebhook(settings(text), around)).toEqual([
    {
      severity: 'info',
      path: 'webhook.batch',
      message:
        '100 batches/s of 100 events are at most 10,000 events/s; of more, 10,000 wait, and the rest is lost and counted',
    },
  ]);
  expect(webhookProblem(checkWebhook(settings(text), around))).toBeNull();
});

const many = (...modes: readonly string[]): string =>
  `backends: [${modes.map((mode, at) => `{name: ${'siem lake pond'.split(' ')[at]}, url: "https://h${at}"${mode === '' ? '' : `, deliveryMode: ${mode}`}}`).join(', ')}]`;

test.each([
  ['', 'webhook.backends: at least one backend is needed'],
  [
    many('Guaranteed', 'Guaranteed', ''),
    'webhook.backends: exactly one of 3 backends must be Guaranteed, 2 are (siem, lake)',
  ],
  [many('', 'BestEffort'), 'webhook.backends: exactly one of 2 backends must be Guaranteed, none is'],
  [many('BestEffort'), 'webhook.backends[0].deliveryMode: the only backend must be Guaranteed'],
  [one(''.padEnd(0)).replace('url: ""', ''), 'webhook.backends[0].url: is missing'],
  [one('siem.example/audit'), 'webhook.backends[0].url: must begin with https:// (it has no scheme)'],
  [one('ftp://siem.example'), 'webhook.backends[0].url: must begin with https:// ("ftp:")'],
  [one('https:///audit'), 'webhook.backends[0].url: has no host'],
  [one('https://a b'), 'webhook.backends[0].url: is not a URL that can be read'],
  [one('https://h:99999'), 'webhook.backends[0].url: is not a URL that can be read'],
  [one('https://h/?token=abc'), 'webhook.backends[0].url: must not carry a query ("?token=…")'],
  [one('https://h/?'), 'webhook.backends[0].url: must not carry a query ("?")'],
  [one('https://h/#top'), 'webhook.backends[0].url: must not carry a fragment ("#…")'],
  [one('https://jane:secret@h/'), 'webhook.backends[0].url: must not carry user information ("jane:…@")'],
  [one('https://@h/'), 'webhook.backends[0].url: must not carry user information ("@")'],
  [
    one('http://siem.example/'),
    'webhook.backends[0].url: must begin with https://; http is only for this machine (127.0.0.1, 172.18.0.1, fc00::1)',
  ],
  [one('http://172.18.0.1:9000/'), 'warning webhook.backends[0].url: is http: events are sent as plain text'],
  [one('http://[fc00::1]:9000/'), 'warning webhook.backends[0].url: is http: events are sent as plain text'],
  [one('http://127.0.0.1:9000/'), 'warning webhook.backends[0].url: is http: events are sent as plain text'],
  [
    one('https://h', ', maxLag: 1MiB'),
    'webhook.backends[0].maxLag: is for BestEffort only: a Guaranteed backend gets every event',
  ],
  [
    'backends: [{url: "https://A.example:443/x/", deliveryMode: Guaranteed}, {url: "https://a.example/x"}]',
    'webhook.backends[1].url: is the same as that of webhook.backends[0]',
  ],
  [
    'backends: [{url: "https://a.example/x", deliveryMode: Guaranteed}, {url: "https://a.example/y"}]',
    'webhook.backends[1].name: "a.example" is the name of webhook.backends[0] already',
  ],
  [one('https://h', ', tls: {cert: good}'), 'webhook.backends[0].tls.key: is missing: cert and key go together'],
  [one('https://h', ', tls: {key: rsa key}'), 'webhook.backends[0].tls.cert: is missing: cert and key go together'],
  [one('https://h', ', tls: {ca: none.crt}'), 'webhook.backends[0].tls.ca: /project/none.crt is not there'],
  [one('https://h', ', tls: {ca: folder}'), 'webhook.backends[0].tls.ca: /project/folder is a folder, not a file'],
  [one('https://h', ', tls: {ca: nothing}'), 'webhook.backends[0].tls.ca: /project/nothing has no certificates in PEM'],
  [
    one('https://h', ', tls: {ca: "-----BEGIN PRIVATE KEY-----"}'),
    'webhook.backends[0].tls.ca: /project/-----BEGIN PRIVATE KEY----- has a private key and no certificates',
  ],
  [
    one('https://h', ', tls: {ca: broken}'),
    'webhook.backends[0].tls.ca: /project/broken has a certificate that cannot be read',
  ],
  [one('https://h', ', tls: {ca: expired}'), 'webhook.backends[0].tls.ca: expired 3 days ago (2026-11-24)'],
  [
    one('https://h', ', tls: {cert: good, key: ec key}'),
    'webhook.backends[0].tls.key: does not belong to good (EC P-256 against RSA 2048)',
  ],
  [one('https://h', ', tls: {cert: good, key: rsa other key}'), 'webhook.backends[0].tls.key: does not belong to good'],
  [
    one('https://h', ', tls: {cert: good, key: nothing}'),
    'webhook.backends[0].tls.key: /project/nothing has no private key in PEM that can be read',
  ],
  [
    one('https://h', ', tls: {cert: good, key: locked}'),
    'webhook.backends[0].tls.key: /project/locked is encrypted, and nobody could be asked for its passphrase',
  ],
  [
    one('https://h', ', tls: {cert: expired, key: rsa key}'),
    'webhook.backends[0].tls.cert: expired 3 days ago (2026-11-24)',
  ],
  [
    one('https://h', ', tls: {cert: just expired, key: rsa key}'),
    'webhook.backends[0].tls.cert: expired 3 hours ago (2026-11-27)',
  ],
  [
    one('https://h', ', tls: {cert: not begun, key: rsa key}'),
    'webhook.backends[0].tls.cert: is not valid yet: begins in 4 days (2026-12-01)',
  ],
  [
    one('https://h', ', tls: {cert: server, key: rsa key}'),
    'webhook.backends[0].tls.cert: is not for clients (clientAuth is not among its purposes)',
  ],
  [
    `${one('https://h')}, truncate: {maxEventSize: 2000, maxBatchSize: 1000}`,
    'webhook.truncate.maxBatchSize: must be at least maxEventSize (1000 against 2000)',
  ],
  [
    `${one('https://siem.audit.svc')}, mode: blocking-strict`,
    'webhook.mode: blocking-strict would let requests wait for a backend inside the cluster (siem.audit.svc), which waits for them',
  ],
  [
    `${one('https://h')}, mode: blocking`,
    'warning webhook.mode: blocking lets every request wait for the backend, for minutes where that does not answer',
  ],
  [
    `${one('https://h', ', compression: gzip')}, via: direct`,
    'webhook.via: direct sends what the API server makes, to one backend; compression needs via: forwarder',
  ],
])('webhook: {%s}', (text, words) => {
  expect(remarks(text)).toContain(words);
});

test.each([
  [one('http://127.0.0.1/', ', tls: {ca: good}'), 2],
  [one('https://h', ', tls: {ca: half expired, cert: chain, key: rsa key}'), 0],
  [many('Guaranteed', 'BestEffort', ''), 0],
  [`${one('https://h')}, truncate: {enabled: false, maxEventSize: 2000, maxBatchSize: 1000}`, 0],
])('webhook: {%s} has so many remarks', (text, many) => {
  expect(remarks(text)).toHaveLength(many);
});

const annotated = (set: string): readonly string[] =>
  remarks(`${one('https://h')}, annotations: {set: {${set}}}`).map((each) =>
    each.replace('webhook.annotations.set', ''),
  );

test.each([
  ['a/b/c: x', '["a/b/c"]: is not a qualified name: it has more than one slash'],
  ['a/: x', '["a/"]: has no name'],
  [`${'n'.repeat(64)}: x`, `["${'n'.repeat(64)}"]: has a name of 64 characters, and 63 are the most`],
  ['-a: x', '["-a"]: "-a" must be letters, digits, "-", "_" and ".", with a letter or digit at both ends'],
  [`${'p'.repeat(254)}/n: x`, `["${'p'.repeat(254)}/n"]: has a prefix of 254 characters, and 253 are the most`],
  ['Team.example/n: x', '["Team.example/n"]: "Team.example" is not a DNS name in lower case'],
  ['k: ""', '["k"]: has no value'],
  ['k: "${clutser}"', '["k"]: ${clutser} is not known; did you mean ${cluster}?'],
  ['k: "${what}"', '["k"]: ${what} is not known; there are ${cluster}, ${node}, ${context}, ${uid}'],
  [`k: ${'x'.repeat(256 * 1024)}`, ': 256.0 KiB are more than the 256.0 KiB of an object'],
])('annotations %.40s', (set, words) => {
  expect(annotated(set)).toEqual([words]);
});

test('annotations that are right are passed', () => {
  expect(annotated('team.example/name: "${cluster} ${node} ${context} ${uid}", a: b')).toEqual([]);
});

test('all errors are said at once, each with its path', () => {
  const text =
    'backends: [{url: "https://h/?a=1", tls: {cert: none.crt, key: locked}}], truncate: {maxEventSize: 2, maxBatchSize: 1}';
  const problem = webhookProblem(checkWebhook(settings(text), around));
  expect(problem).toMatchObject({ code: 'settings-refused', exitCode: 2 });
  expect(problem?.message).toMatch(/^webhook\.truncate\.maxBatchSize: .* \(and 3 more\)$/);
  expect(problem?.details?.split('\n').map((line) => line.split(':')[0])).toEqual([
    'webhook.truncate.maxBatchSize',
    'webhook.backends[0].url',
    'webhook.backends[0].tls.cert',
    'webhook.backends[0].tls.key',
  ]);
});

test.each([
  [one('https://h'), 'direct'],
  [one('https://h', ', compression: gzip'), 'forwarder'],
  [one('https://h', ', format: ndjson'), 'forwarder'],
  [many('Guaranteed', ''), 'forwarder'],
  [`${one('https://h')}, annotations: {preset: gardener-shoot}`, 'forwarder'],
  [`${one('https://h')}, via: log`, 'log'],
])('webhook: {%s} goes by way of %s', (text, way) => {
  expect(chosenWay(settings(text))).toBe(way);
});
