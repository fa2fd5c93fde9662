// What API servers need that send to a backend by themselves: a kubeconfig with its files, and arguments.
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { accessOf, parseKubeconfig } from '../../src/kind/kubeconfig.ts';
import { webhookDefaults } from '../../src/settings/webhook/wanted.ts';
import { isWebhookArgument, webhookArguments } from '../../src/webhook/direct/arguments.ts';
import { webhookFiles, type DirectBackend, type WebhookFiles } from '../../src/webhook/direct/files.ts';

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

const plain: DirectBackend = { url: 'https://siem.example/audit', serverName: null, ca: null, cert: null, key: null };
const whole: DirectBackend = {
  url: plain.url,
  serverName: 'other.example',
  ca: Buffer.from('the authority'),
  cert: Buffer.from('the certificate'),
  key: Buffer.from('the key'),
};

const made = (backend: Partial<DirectBackend>): WebhookFiles => webhookFiles({ ...plain, ...backend }, sha256);

test('the kubeconfig names files and holds none of them', () => {
  const { dir, config, files } = made(whole);
  expect(dir).toMatch(/^\/etc\/kubernetes\/kind-audit-webhook\/[\da-f]{12}$/);
  expect(files.map(({ path }) => path)).toEqual(
    ['ca.crt', 'client.crt', 'client.key', 'webhook.yaml'].map((name) => `${dir}/${name}`),
  );
  expect(config).toBe(`${dir}/webhook.yaml`);
  const text = String(files.at(-1)?.content);
  expect(text).toContain(`certificate-authority: "${dir}/ca.crt"`);
  expect(text).toContain(`client-certificate: "${dir}/client.crt"`);
  expect(text).toContain(`client-key: "${dir}/client.key"`);
  expect(text).toContain('tls-server-name: "other.example"');
  expect(text).not.toMatch(/-data|the key/);
  const read = parseKubeconfig(text);
  expect(read === null ? null : accessOf(read, 'webhook')).toMatchObject({ server: plain.url, unverified: false });
  expect(text).toContain('current-context: "webhook"');
});

test('without certificates it names none', () => {
  const { files } = made({});
  expect(files).toHaveLength(1);
  expect(String(files[0]?.content)).not.toMatch(/certificate|key|tls-server-name/);
});

test('another url, name or file is another folder; the same is the same', () => {
  const changed: readonly Partial<DirectBackend>[] = [
    {},
    { url: 'https://siem.example/other' },
    { serverName: 'x' },
    { ca: whole.ca },
    { cert: whole.ca },
    { key: whole.ca },
  ];
  expect(new Set(changed.map((each) => made(each).dir)).size).toBe(changed.length);
  expect(made(whole).dir).toBe(made({ ...whole, ca: Buffer.from('the authority') }).dir);
});

test('the arguments are those of a development cluster', () => {
  expect(Object.fromEntries(webhookArguments(webhookDefaults, '/x/webhook.yaml'))).toEqual({
    'audit-webhook-batch-buffer-size': '10000',
    'audit-webhook-batch-max-size': '100',
    'audit-webhook-batch-max-wait': '1s',
    'audit-webhook-batch-throttle-burst': '200',
    'audit-webhook-batch-throttle-qps': '100',
    'audit-webhook-config-file': '/x/webhook.yaml',
    'audit-webhook-initial-backoff': '10s',
    'audit-webhook-mode': 'batch',
    'audit-webhook-truncate-enabled': 'true',
    'audit-webhook-truncate-max-batch-size': '10000000',
    'audit-webhook-truncate-max-event-size': '1000000',
  });
});

test('a mode without batches has none of their arguments, and durations are those of Go', () => {
  const { truncate, ...others } = webhookDefaults;
  const settings = { ...others, truncate: { ...truncate, enabled: false }, initialBackoffMs: 1500 };
  expect(Object.fromEntries(webhookArguments({ ...settings, mode: 'blocking' }, '/x'))).toEqual({
    'audit-webhook-config-file': '/x',
    'audit-webhook-initial-backoff': '1500ms',
    'audit-webhook-mode': 'blocking',
    'audit-webhook-truncate-enabled': 'false',
  });
});

test('only the arguments of a webhook are its own', () => {
  expect(['audit-webhook-mode', 'audit-log-path'].map(isWebhookArgument)).toEqual([true, false]);
});
