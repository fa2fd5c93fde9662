// Policies that are made to cost memory or time: one line of very many mistakes, long rows of one character, large files.
import { expect, test } from 'vitest';
import { lintPolicy } from '../../src/index.ts';
import { painter } from '../../src/core/paint.ts';
import { lintText } from '../../src/policy/lint/print.ts';
import { requestFromUrl } from '../../src/policy/request/from-url.ts';
import { runCli } from '../kit/run-cli.ts';

const many = 20_000;
const repeat = (part: (index: number) => string): string =>
  Array.from({ length: many }, (_, index) => part(index)).join(',');
const policy = (more: string, rule = '"level":"Metadata"'): string =>
  `{"apiVersion":"audit.k8s.io/v1","kind":"Policy",${more}"rules":[{${rule}}]}`;

test.each([
  ['repeated keys', policy(`${repeat(() => '"omitManagedFields":true')},`), 'ignores', 'duplicate-key'],
  [
    'unknown keys',
    policy('', `"level":"None",${repeat((index) => `"verb${index % 7}":["get"]`)}`),
    'ignores',
    'unknown-field',
  ],
  ['values of a wrong type', policy('', `"level":"None","verbs":[${repeat(String)}]`), 'refuses', 'type'],
  [
    'values that match nothing',
    policy('', `"level":"None","users":[${repeat((index) => `"*${index}"`)}]`),
    'accepts',
    'literal-wildcard',
  ],
])('one line with %s', (_name, text, server, id) => {
  const linted = lintPolicy(text);
  expect(linted.server).toBe(server);
  expect(linted.diagnostics.filter((diagnostic) => diagnostic.id === id)).toHaveLength(1000);
  const left = linted.diagnostics.filter((diagnostic) => diagnostic.id === 'too-many').map(({ message }) => message);
  expect(left.some((message) => /^(?:19000|18999) more/.test(message))).toBe(true);
  const report = lintText([{ file: 'p.json', text, fixed: 0, ...linted }], painter(false));
  expect(report.length).toBeLessThan(100_000);
});

test('an error after a thousand warnings is kept', () => {
  const { diagnostics } = lintPolicy(policy(`${repeat(() => '"omitManagedFields":true')},`, '"level":"Metdata"'));
  expect(diagnostics.filter(({ severity }) => severity === 'error').map(({ id }) => id)).toEqual(['level']);
});

test('a path of very many slashes and a URL of very many stars are read in one go', () => {
  const row = (character: string): string => `/a${character.repeat(1_000_000)}x`;
  const linted = lintPolicy(policy('', `"level":"None","nonResourceURLs":["${row('/')}","${row('*')}"]`));
  expect(linted.diagnostics.map(({ id }) => id)).toContain('non-resource-url');
  expect(requestFromUrl('GET', row('/'))).toMatchObject({ verb: 'get', resource: '' });
});

test.each([
  [['policy', 'lint', 'p.yaml'], 'p.yaml'],
  [['policy', 'explain', 'p.yaml', '--kubectl', 'get pods'], 'p.yaml'],
  [['policy', 'lint', '-'], 'standard input'],
])('a policy of more than 4 MiB is not read: %j', async (line, name) => {
  const large = `${' '.repeat(4 * 1024 * 1024)}\n`;
  const { code, stderr } = await runCli(line, { files: { 'p.yaml': large }, stdin: large });
  expect(stderr).toContain(`${name} holds more than 4.0 MiB`);
  expect(code).toBe(2);
});
