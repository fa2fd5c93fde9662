// No event ends a reading: every form of `logs` and `replay` gets over every shape of body, and says what it does not show.
import { expect, test } from 'vitest';
import { hostileBodies } from '../kit/hostile.ts';
import { runCli } from '../kit/run-cli.ts';
import { auditEvent, line } from '../events/kit.ts';

const policy = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n';
const ways = [
  ...['pretty', 'wide', 'yaml', 'json'].map((form) => `logs -o ${form} --all-stages`),
  'logs -o yaml',
  'logs -o yaml --show-secrets',
  'logs --top user',
  'logs --stats',
  'logs --grep alice',
  'policy replay --policy p.yaml',
  'policy replay -o json --policy p.yaml',
  'policy replay --html r.html --policy p.yaml',
];

const hostile = (auditID: string, field: string, body: string): string =>
  `${line(auditEvent({ auditID, level: 'RequestResponse' })).slice(0, -1)},"${field}":${body}}`;
const fieldsOf = ['requestObject', 'responseObject', 'extra'];
const names = hostileBodies.map((_body, at) => `hostile-${at}`);
const log = [
  ...hostileBodies.map(([, body], at) => hostile(`hostile-${at}`, fieldsOf[at % 3] ?? '', body)),
  line(auditEvent({ auditID: 'last', level: 'RequestResponse' })),
].join('\n');

test.each(ways)('%s', { timeout: 60_000 }, async (way) => {
  const { code, stdout, stderr } = await runCli(`${way} -`, { stdin: log, files: { 'p.yaml': policy } });
  expect({
    code,
    stderr: stderr.replaceAll(/^warning: \d+ events? shown without bodies.*\n|^r.html.*\n/gm, ''),
  }).toEqual({
    code: 0,
    stderr: '',
  });
  if (!/ -o (?:json|yaml|wide)/.test(way) || way.includes('replay')) return;
  for (const name of [...names, 'last']) expect(stdout.includes(name), name).toBe(true);
});

test('an event whose bodies are not shown is counted, and its other fields are there', async () => {
  const log = hostile('deep', 'requestObject', '['.repeat(200) + ']'.repeat(200));
  const { stdout, stderr } = await runCli('logs -o yaml -', { stdin: log });
  expect(stderr).toBe('warning: 1 event shown without bodies, which are too large or too deep (-o json shows them)\n');
  expect(stdout).toContain('auditID: deep\n');
  expect(stdout).toContain('requestObject: (too large or too deep; -o json shows it)\n');
});
