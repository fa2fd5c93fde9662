// The section `webhook` of kind-audit.yaml and the flag --webhook: one value from both, and what is said about others.
import { expect, test } from 'vitest';
import { Problem } from '../../../src/core/problem.ts';
import { webhookOf } from '../../../src/settings/webhook/from-section.ts';
import { backendFromFlag } from '../../../src/settings/webhook/from-flag.ts';
import { backendName, webhookDefaults, type WebhookSettings } from '../../../src/settings/webhook/wanted.ts';
import { settingsOf } from '../kit.ts';

function read(text: string): WebhookSettings {
  return webhookOf(settingsOf(text).project?.content.webhook ?? {});
}

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return `${error.message}${error.hint === undefined ? '' : ` (${error.hint})`}`;
    throw error;
  }
  throw new Error('it was accepted');
}

const tls = { ca: null, cert: null, key: null, serverName: null };

test('every key is read, with units as numbers and paths made whole', () => {
  const content = read(`webhook:
  via: forwarder
  mode: blocking
  batch: {maxSize: 50, maxWait: 1m30s, bufferSize: 20000, qps: 10, burst: 20}
  initialBackoff: 2s
  truncate: {enabled: false, maxEventSize: 1MiB, maxBatchSize: 20000000}
  annotations: {preset: gardener-shoot, set: {team.example/name: "\${cluster}", "empty": ""}}
  spool: {maxSize: 2GiB, segmentSize: 32 MiB, whenFull: dropOldest, keepDelivered: 1KiB}
  metrics: 127.0.0.1:9000
  backends:
  - name: siem
    url: https://siem.example/audit
    deliveryMode: Guaranteed
    compression: gzip
    format: ndjson
    tls: {ca: ca.crt, cert: ~/client.crt, key: /keys/client.key, serverName: other.example}
    timeout: 5s
    maxLag: 256MiB
  - url: https://lake.example
`);
  expect(content).toEqual({
    via: 'forwarder',
    mode: 'blocking',
    batch: { maxSize: 50, maxWaitMs: 90_000, bufferSize: 20_000, qps: 10, burst: 20 },
    initialBackoffMs: 2000,
    truncate: { enabled: false, maxEventSize: 1_048_576, maxBatchSize: 20_000_000 },
    annotations: {
      preset: 'gardener-shoot',
      set: new Map([
        ['team.example/name', '${cluster}'],
        ['empty', ''],
      ]),
    },
    spool: { maxSize: 2 * 1024 ** 3, segmentSize: 32 * 1024 ** 2, whenFull: 'dropOldest', keepDelivered: 1024 },
    metrics: '127.0.0.1:9000',
    backends: [
      {
        name: 'siem',
        url: 'https://siem.example/audit',
        deliveryMode: 'Guaranteed',
        compression: 'gzip',
        format: 'ndjson',
        tls: {
          ca: '/project/ca.crt',
          cert: '/home/person/client.crt',
          key: '/keys/client.key',
          serverName: 'other.example',
        },
        timeoutMs: 5000,
        maxLag: 256 * 1024 ** 2,
      },
      {
        name: null,
        url: 'https://lake.example',
        deliveryMode: null,
        compression: 'none',
        format: 'eventlist',
        tls,
        timeoutMs: 15_000,
        maxLag: null,
      },
    ],
  });
});

test('what is left out is the default of a development cluster', () => {
  expect(read('webhook: {}')).toEqual(webhookDefaults);
  expect(read('webhook: {backends: [{}]}').backends).toMatchObject([{ url: '' }]);
});

test.each([
  ['webhook: {backend: []}', 'there is no key "backend" here (did you mean backends?'],
  ['webhook: {batch: {maxwait: 1s}}', 'there is no key "maxwait" here (did you mean maxWait?'],
  ['webhook: {via: forwarded}', '"forwarded" is not one of auto, direct, forwarder, log (did you mean forwarder?'],
  ['webhook: {batch: {maxWait: 1}}', 'must be a duration such as 1s or 500ms'],
  ['webhook: {batch: {maxWait: soon}}', 'must be a duration such as 1s or 500ms'],
  ['webhook: {batch: {maxWait: 2h}}', 'must be from 10 ms to 60 min 00 s'],
  ['webhook: {batch: {maxSize: 0}}', 'must be a whole number from 1 to 1000000'],
  ['webhook: {truncate: {maxEventSize: 0}}', 'must be from 1 B to 1.0 GiB'],
  ['webhook: {spool: {maxSize: 1 PiB}}', 'must be a number of bytes such as 1000000 or 16MiB'],
  ['webhook: {spool: {maxSize: [1]}}', 'a number of bytes such as 1000000 or 16MiB is expected here'],
  ['webhook: {annotations: {set: {a: 1}}}', 'a text is expected here, and this is a number'],
  ['webhook: {annotations: {set: [a]}}', 'a mapping is expected here, and this is a list'],
  ['webhook: {backends: [{tls: {certificate: x}}]}', 'there is no key "certificate" here (the keys here are ca, cert'],
  ['webhook: {backends: [{deliveryMode: guaranteed}]}', '(did you mean Guaranteed?'],
])('%s is refused with its place', (text, words) => {
  expect(refusal(() => read(text))).toMatch(/^\/project\/kind-audit.yaml:1:\d+: /);
  expect(refusal(() => read(text))).toContain(words);
});

const pathOf = (path: string): string => `/cwd/${path}`;

test('the flag and the file give the same backend', () => {
  const flag =
    'https://siem.example/audit,mode=bestEffort,compression=gzip,ca=ca.crt,cert=a,b.crt,key=client.key,name=siem';
  const file = read(
    'webhook: {backends: [{name: siem, url: "https://siem.example/audit", deliveryMode: BestEffort, compression: gzip, tls: {ca: /cwd/ca.crt, cert: "/cwd/a,b.crt", key: /cwd/client.key}}]}',
  );
  expect(backendFromFlag(flag, pathOf)).toEqual(file.backends[0]);
  expect(backendFromFlag('https://x', pathOf)).toEqual(read('webhook: {backends: [{url: "https://x"}]}').backends[0]);
});

test.each([
  ['https://x,nane=siem', 'there is no option "nane" (did you mean name?)'],
  ['https://x,name=a,name=b', 'name is given twice'],
  ['https://x,ca=', 'ca is empty'],
  ['https://x,mode=fast', 'mode must be one of Guaranteed, BestEffort'],
  ['https://x,mode=batch', 'how the API server sends is another flag: --webhook-mode batch'],
  ['https://x,gzip', 'must begin with the url, and go on with options such as ,name=siem'],
  ['name=siem', 'must begin with the url'],
  ['', 'must begin with the url'],
])('--webhook "%s": %s', (word, words) => {
  expect(refusal(() => backendFromFlag(word, pathOf))).toContain(words);
});

test('a backend without a name is called like its host', () => {
  expect(backendName({ name: null, url: 'https://siem.example:8443/x' }, 0)).toBe('siem.example');
  expect(backendName({ name: 'lake', url: 'https://siem.example' }, 0)).toBe('lake');
  expect(backendName({ name: null, url: 'no url' }, 3)).toBe('backends[3]');
});
