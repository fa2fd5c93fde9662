// The loader against frozen answers of Kubernetes' own.
import { describe, expect, test } from 'vitest';
import { decide, fixPolicy, lintPolicy, loadPolicy, type PolicyRequest } from '../../src/index.ts';
import generated from './vectors/generated.json' with { type: 'json' };
import vectors from './vectors/loader.json' with { type: 'json' };

interface Frozen {
  verdict: string;
  stage?: string;
  errors?: readonly string[];
}

const validation = new Set(['level', 'stage', 'non-resource-url', 'group', 'resource-names', 'mixed-rule']);

function refusedPaths(policy: string, kubernetesVersion: string): readonly string[] {
  const { diagnostics } = loadPolicy(policy, { kubernetesVersion });
  const paths = diagnostics.filter(({ id }) => validation.has(id)).map(({ path }) => path ?? '');
  return [...new Set(paths)].toSorted((a, b) => (a < b ? -1 : 1));
}

function expectLike(policy: string, kubernetesVersion: string, frozen: Frozen): void {
  expect(loadPolicy(policy, { kubernetesVersion }).server).toBe(frozen.verdict);
  if (frozen.stage === 'validation') expect(refusedPaths(policy, kubernetesVersion)).toEqual(frozen.errors);
}

describe.each(['1.36', '1.35'] as const)('as Kubernetes %s', (version) => {
  test.each(vectors)('$name', (vector) => expectLike(vector.policy, version, vector[version]));
});

test('as Kubernetes judges and decides generated policies', () => {
  for (const { policy, requests, decisions, ...frozen } of generated) {
    expectLike(policy, '1.36', frozen);
    const loaded = loadPolicy(policy).policy;
    if (loaded === undefined) continue;
    expect(requests.map((request) => decide(loaded, request as PolicyRequest))).toEqual(decisions);
  }
});

describe('the bytes of a file', () => {
  const good = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Metadata}]\n';
  const utf16 = (mark: string): Buffer => Buffer.from(`${mark}${good}`, 'utf16le');

  test.each([
    ['UTF-8', Buffer.from(good)],
    ['UTF-16, low byte first', utf16('\uFEFF')],
    ['UTF-16, high byte first', utf16('\uFEFF').swap16()],
  ])('%s', (_name, bytes) => expect(loadPolicy(bytes)).toEqual(loadPolicy(good)));

  test.each([
    ['half a character at the end', Buffer.concat([Buffer.from(`\uFEFF${good}# `, 'utf16le'), Buffer.from('#')])],
    ['half a pair of surrogates', utf16('\uFEFF# \uD800\n')],
    ['the same, high byte first', utf16('\uFEFF# \uD800\n').swap16()],
  ])('UTF-16 with %s: refused, and left alone by a fix', (_name, bytes) => {
    expect(loadPolicy(bytes)).toMatchObject({ server: 'refuses', diagnostics: [{ id: 'encoding' }] });
    expect(fixPolicy(bytes).count).toBe(0);
  });

  test('no UTF-8: refused at the first such byte, and what a lint rule finds is still said', () => {
    const bytes = Buffer.concat([Buffer.from(`${good}# `), Buffer.from([0xff])]);
    expect(loadPolicy(bytes)).toMatchObject({
      server: 'refuses',
      diagnostics: [{ id: 'encoding', line: 4, column: 3 }],
    });
    expect(loadPolicy(bytes)).not.toHaveProperty('policy');
    const verbs = Buffer.concat([bytes, Buffer.from('\n'), Buffer.from(good.replace('level', 'verbs: [GET], level'))]);
    const linted = lintPolicy(verbs.subarray(good.length), { kubernetesVersions: ['1.35', '1.36'] });
    expect(linted.versions).toEqual({ '1.35': 'refuses', '1.36': 'refuses' });
    expect(linted.diagnostics.map(({ id }) => id)).toEqual(expect.arrayContaining(['encoding', 'unknown-verb']));
    expect(fixPolicy(bytes)).toEqual({ text: `${good}# \uFFFD`, count: 0 });
  });
});

describe('what it says', () => {
  const head = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n';

  test('a misspelt level, with its place and its fix', () => {
    const [diagnostic] = loadPolicy(`${head}- level: Metdata\n`).diagnostics;
    expect(diagnostic).toMatchObject({
      id: 'level',
      severity: 'error',
      line: 4,
      column: 10,
      endColumn: 17,
      help: 'did you mean Metadata?',
    });
    expect(diagnostic?.fix).toEqual({ start: 57, end: 64, text: 'Metadata' });
  });

  test('an unknown field is a warning, and the policy loads without it', () => {
    const { server, policy, diagnostics } = loadPolicy(`${head}- level: None\n  verb: [get]\n`);
    expect(server).toBe('ignores');
    expect(policy?.rules[0]?.verbs).toEqual([]);
    expect(diagnostics).toMatchObject([{ id: 'unknown-field', help: 'did you mean verbs?', line: 5 }]);
  });

  test('a boolean that was meant as a text', () => {
    const [diagnostic] = loadPolicy(`${head}- level: None\n  users: [y]\n`).diagnostics;
    expect(diagnostic).toMatchObject({ id: 'type', line: 5, column: 11 });
    expect(diagnostic?.fix?.text).toBe('"y"');
  });

  test('everything at once: identity, levels and stages', () => {
    const ids = loadPolicy('kind: Policy\nomitStages: [x]\nrules:\n- level: y2\n').diagnostics.map(({ id }) => id);
    expect(ids).toEqual(['api-version', 'stage', 'level']);
  });

  test.each([
    '\u0000',
    '[',
    '"',
    '\uD800',
    '&a *a',
    '['.repeat(100_000),
    '{'.repeat(100_000),
    '- '.repeat(50_000),
    '%',
    '!',
    '? ',
    '|9\n',
  ])('never throws: %j', (text) => expect(loadPolicy(text.slice(0, 100_000)).server).toBe('refuses'));
});
