// What kind-audit.yaml may say, and what is said about a file that says something else.
import { expect, test } from 'vitest';
import { Problem } from '../../src/core/problem.ts';
import { readSettings } from '../../src/settings/read-settings.ts';
import { settingsSchema } from '../../src/settings/table.ts';

const FILE = '/work/team/kind-audit.yaml';

const read = (text: string | Uint8Array): ReturnType<typeof readSettings> =>
  readSettings(Buffer.from(text as string), FILE, '/home/person');

function problemOf(text: string | Uint8Array): Problem {
  try {
    read(text);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error(`accepted: ${text.toString()}`);
}

/** A value without its places. */
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (key, each: unknown) => {
    if (key === 'place') return undefined;
    return typeof each === 'object' && each !== null && 'value' in each && !('words' in each) ? each.value : each;
  });

test('all keys are read, with paths made whole and places kept', () => {
  const content = read(`# yaml-language-server: $schema=settings.schema.json
name: demo
dir: audit
policy: policies/strict.yaml
image: kindest/node:v1.36.1
nodes: {controlPlanes: 3, workers: 0x2}
rotation:
  maxAge: 7
  maxBackup: 0
  maxSize: 50
kubeconfig: ~/.kube/demo
enforce:
  auditing: true
  policy: gce
  minimum:
  - request: kubectl delete secret db -n prod
    level: Metadata
  - {request: {verb: get, resource: pods/log, namespace: x, name: p}, level: Request, user: jane}
webhook: {mode: batch}
`);
  expect(plain(content)).toMatchObject({
    name: 'demo',
    dir: '/work/team/audit',
    policy: '/work/team/policies/strict.yaml',
    image: 'kindest/node:v1.36.1',
    nodes: { controlPlanes: 3, workers: 2 },
    rotation: { maxAge: 7, maxBackup: 0, maxSize: 50 },
    kubeconfig: '/home/person/.kube/demo',
    enforce: { auditing: true, policy: 'gce' },
  });
  expect(content.rotation?.maxSize?.place).toEqual({ file: FILE, line: 10, column: 12 });
  expect(content.enforce?.minimum).toMatchObject([
    {
      words: 'kubectl delete secret db -n prod',
      anyone: true,
      level: 'Metadata',
      requests: [{ verb: 'delete', resource: 'secrets', namespace: 'prod', name: 'db' }],
      place: { line: 16 },
    },
    {
      words: 'get pods/log p in x',
      anyone: false,
      requests: [{ subresource: 'log', user: 'jane', groups: ['system:authenticated'] }],
    },
  ]);
  expect(Object.keys(content)).toEqual(Object.keys(settingsSchema['properties'] as object));
});

test.each(['', '\n', '# nothing yet\n', '---\n', 'null', '{}'])('%j has no settings', (text) => {
  expect(read(text)).toEqual({});
});

test('keys whose values are commented out are as if they were not there', () => {
  const content = read('nodes:\nrotation:\nenforce:\n  minimum:\n  # - request: /healthz\n');
  expect(content).toEqual({ nodes: {}, rotation: {}, enforce: { minimum: [] } });
});

test.each([
  ['GET /api/v1/namespaces/x/pods?watch=1', { verb: 'watch', resource: 'pods', namespace: 'x' }],
  ['delete /api/v1/namespaces/x/pods/p', { verb: 'delete', name: 'p' }],
  ['/healthz', { verb: 'get', path: '/healthz' }],
  ['/api/v1/pods', { verb: 'list', resource: 'pods' }],
  ['kubectl get --raw /metrics', { verb: 'get', path: '/metrics' }],
  ['get pods -n x', { verb: 'list', resource: 'pods', namespace: 'x' }],
])('the request %s is read as policy explain reads it', (line, expected) => {
  const { enforce } = read(`enforce: {minimum: [{request: ${JSON.stringify(line)}, level: Request}]}`);
  expect(enforce?.minimum?.[0]?.requests).toMatchObject([expected]);
});

test.each([
  ['- name: demo', '1:1', 'a mapping is expected here, and this is a list', 'kind-audit schema settings'],
  ['just words', '1:1', 'a mapping is expected here, and this is a text', ''],
  ['nam: demo', '1:1', 'there is no key "nam" here', 'did you mean name?'],
  ['colour: red', '1:1', 'there is no key "colour" here', 'the keys here are name, dir, policy'],
  ['name: a\nworkers: 2', '2:1', 'there is no key "workers" here', 'write it below nodes'],
  ['name: a\nnodes:\n  worker: 2', '3:3', 'there is no key "worker" here', 'did you mean workers?'],
  ['__proto__: {}', '1:1', 'there is no key "__proto__" here', ''],
  ['enforce:\n  auditing: true\n  constructor: 1', '3:3', 'there is no key "constructor" here', ''],
  ['name: 12', '1:7', 'a text is expected here, and this is a number', 'write it in quotes: "12"'],
  ['name: on', '1:7', 'a text is expected here, and this is a boolean', 'write it in quotes: "on"'],
  ['policy:', '1:1', 'a text is expected here, and this is empty', 'leave the key out'],
  ['policy: ""', '1:9', 'this is empty', ''],
  ['name: [a]', '1:7', 'a text is expected here, and this is a list', ''],
  ['name: A_b', '1:7', 'only lower-case letters', ''],
  ['image: "no such"', '1:8', '', ''],
  ['policy: gec', '1:9', 'there is no preset "gec"', 'did you mean gce?'],
  ['policy: strict', '1:9', 'there is no preset "strict"', 'write ./strict for a file'],
  ['nodes: {controlPlanes: 0}', '1:24', 'must be a whole number from 1 to 9', ''],
  ['nodes: {workers: 1.5}', '1:18', 'must be a whole number from 0 to 50', ''],
  ['nodes: {workers: 1e99}', '1:18', 'must be a whole number from 0 to 50', ''],
  ['nodes: {workers: "2"}', '1:18', 'and this is a text', 'write it without quotes: 2'],
  ['nodes: 3', '1:8', 'a mapping is expected here, and this is a number', ''],
  ['rotation: {maxSize: 0}', '1:21', 'must be a whole number from 1 to 1000000', ''],
  ['enforce: {auditing: "true"}', '1:21', 'true or false is expected here', 'without quotes: true'],
  ['enforce: {minimum: {request: /x}}', '1:20', 'a list is expected here, and this is a mapping', ''],
  ['enforce: {minimum: [/x]}', '1:21', 'a mapping with request and level is expected here', ''],
  ['enforce: {minimum: [{level: Request}]}', '1:21', 'request is missing', ''],
  ['enforce: {minimum: [{request: /x}]}', '1:21', 'level is missing', ''],
  ['enforce: {minimum: [{request: /x, level: None}]}', '1:42', '"None" is not one of Metadata, Request', ''],
  ['enforce: {minimum: [{request: /x, level: Metdata}]}', '1:42', '"Metdata" is not', 'did you mean Metadata?'],
  ['enforce: {minimum: [{request: /x, leevl: Request}]}', '1:35', 'there is no key "leevl" here', 'mean level?'],
  ['enforce: {minimum: [{request: 5, level: Request}]}', '1:31', 'and this is a number', ''],
  ['enforce: {minimum: [{request: frobnicate pods, level: Request}]}', '1:31', 'kubectl frobnicate', ''],
  ['enforce: {minimum: [{request: GET pods, level: Request}]}', '1:31', 'pods is not an address', 'write /pods'],
  ['enforce: {minimum: [{request: {resource: pods}, level: Request}]}', '1:31', 'no verb', 'add verb: get'],
  ['enforce: {minimum: [{request: {verb: get, reso: x}, level: Request}]}', '1:43', 'no field "reso"', 'it has verb'],
  ['enforce: {minimum: [{request: /x, level: Request, groups: [a]}]}', '1:59', 'groups need a user', ''],
  ['name: a\nname: b', '2:1', '"name" is here twice', 'leave one of them out'],
  ['name: a\n---\nname: b', '2:1', 'nothing reads a second document', ''],
  ['name: [', '1:8', '', ''],
  ['name: "a', '1:', '', ''],
  ['\t{', '1:', '', ''],
  ['name: &a [*a]', '1:', '', ''],
])('%j is refused at %s', (text, place, words, help) => {
  const problem = problemOf(text);
  expect(problem).toMatchObject({ code: 'settings-refused', exitCode: 2 });
  expect(problem.message).toContain(`${FILE}:${place}`);
  expect(problem.message).toContain(words);
  expect(`${problem.hint}\n${problem.details}`).toContain(help);
});

test('every fault is shown in its place, in the order of the file', () => {
  const { message, details = '' } = problemOf(
    'nam: a\nnodes: {workers: 99}\nenforce: {minimum: [{request: kubectl x}]}\n',
  );
  expect(message).toMatch(/:1:1: .*\(and 2 more\)$/);
  expect(details.match(/kind-audit\.yaml:\d+:\d+/g)).toEqual(
    ['1:1', '2:18', '3:21'].map((place) => `kind-audit.yaml:${place}`),
  );
});

test('bytes that are no text are refused', () => {
  expect(problemOf(Uint8Array.of(0x6e, 0xff, 0x80)).message).toContain(`${FILE}:1:2: the file is not valid UTF-8`);
});

test('a hostile file costs little: aliases, depth, and a list without end', () => {
  const bomb = Array.from({ length: 9 }, (_, at) => `a${at}: &a${at} [${at === 0 ? 'x' : `*a${at - 1}, `.repeat(9)}]`);
  expect(problemOf(bomb.join('\n')).code).toBe('settings-refused');
  expect(problemOf(`name: ${'['.repeat(500_000)}`).code).toBe('settings-refused');
  const item = '{request: /x, level: Request},';
  expect(problemOf(`enforce: {minimum: [${item.repeat(1001)}]}`).message).toContain('more than 1000 items');
  expect(problemOf('a: 1\n'.repeat(100_000)).details?.split('\n').at(-1)).toMatch(/and \d+ more$/);
});

test('the schema comes from the same table: whatever has another type is refused', () => {
  type Schema = { readonly type?: unknown; readonly properties?: Readonly<Record<string, Schema>> };
  type Leaf = { readonly path: readonly string[]; readonly isMapping: boolean };
  const leaves = ({ type, properties }: Schema, path: readonly string[]): readonly Leaf[] =>
    properties === undefined
      ? [{ path, isMapping: Array.isArray(type) && type.includes('object') }]
      : Object.entries(properties).flatMap(([key, each]) => leaves(each, [...path, key]));
  const all = leaves(settingsSchema, []);
  expect(all.length).toBeGreaterThan(10);
  for (const { path, isMapping } of all) {
    const other = isMapping ? ['no value'] : { no: 'value' };
    const text = JSON.stringify(path.reduceRight<unknown>((value, key) => ({ [key]: value }), other));
    const words = `is expected here, and this is ${isMapping ? 'a list' : 'a mapping'}`;
    expect(problemOf(text).message.endsWith(words), text).toBe(true);
  }
});
