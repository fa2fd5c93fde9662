// Reports for other programs, checked against their published formats: SARIF, JUnit XML, workflow commands of GitHub.
import { expect, test } from 'vitest';
import { lintPolicy } from '../../src/index.ts';
import { lintReport, type LintedFile } from '../../src/policy/lint/print.ts';
import { suitesJunit } from '../../src/policy/testing/junit.ts';
import type { SuiteReport } from '../../src/policy/testing/print-suite.ts';
import { faultsOf } from '../kit/json-schema.ts';
import { readXml, type Element } from '../kit/xml.ts';

const head = 'apiVersion: audit.k8s.io/v1\nkind: Policy\n';
const texts = {
  'a.yaml': `${head}rules:\n- level: Metdata\n  verb: [get]\n`,
  'it is 100%, or: so/[b] é.yaml': `${head}rules:\n- level: "y\\r\\n100%::"\n- level: None\n  users: ["system:*"]\n`,
  '<stdin>': 'rules: [',
  '/abs/olute.yaml': `${head}rules: [{level: Metadata}]\n`,
};
const files = Object.entries(texts).map(([file, text]): LintedFile => ({ file, text, ...lintPolicy(text), fixed: 0 }));
const remarks = files.flatMap(({ file, diagnostics }) => diagnostics.map((diagnostic) => ({ file, ...diagnostic })));

const words = { type: 'string' };
const whole = { type: 'number' };
const object = (properties: Readonly<Record<string, object>>): object => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
});
const list = (items: object): object => ({ type: 'array', items });
const message = object({ text: words });

/** The part of SARIF's schema that is used, and every field of that part demanded. */
const sarif = object({
  $schema: { const: 'https://json.schemastore.org/sarif-2.1.0.json' },
  version: { const: '2.1.0' },
  runs: list(
    object({
      tool: object({
        driver: object({
          name: words,
          rules: list(object({ id: words, shortDescription: message, fullDescription: message })),
        }),
      }),
      columnKind: { const: 'utf16CodeUnits' },
      results: list(
        object({
          ruleId: words,
          ruleIndex: whole,
          level: { enum: ['error', 'warning'] },
          message,
          locations: list(
            object({
              physicalLocation: object({
                artifactLocation: object({ uri: words }),
                region: object({ startLine: whole, startColumn: whole, endLine: whole, endColumn: whole }),
              }),
            }),
          ),
        }),
      ),
    }),
  ),
});

interface SarifRun {
  readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
  readonly results: readonly {
    readonly ruleId: string;
    readonly ruleIndex: number;
    readonly locations: readonly {
      readonly physicalLocation: {
        readonly artifactLocation: { readonly uri: string };
        readonly region: Readonly<Record<string, number>>;
      };
    }[];
  }[];
}

test('SARIF', () => {
  const log = JSON.parse(lintReport(files, 'sarif')) as { readonly runs: readonly [SarifRun] };
  expect(faultsOf(log, sarif as Readonly<Record<string, unknown>>)).toEqual([]);
  const [{ tool, results }] = log.runs;
  expect(results).toHaveLength(remarks.length);
  const ids = tool.driver.rules.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [index, { ruleId, ruleIndex, locations }] of results.entries()) {
    expect(ids[ruleIndex]).toBe(ruleId);
    const [{ physicalLocation }] = locations as [(typeof locations)[0]];
    const { uri } = physicalLocation.artifactLocation;
    // A reference by RFC 3986, which gives the name back; and no scheme.
    expect(uri).toMatch(/^(?:[\w.~!$&'()*+,;=@/-]|%[0-9A-F]{2})+$/);
    expect(decodeURIComponent(uri)).toBe(remarks[index]?.file);
    for (const [field, value] of Object.entries(physicalLocation.region)) {
      expect(Number.isInteger(value) && value >= 1, field).toBe(true);
    }
  }
});

test('workflow commands of GitHub', () => {
  const lines = lintReport(files, 'github').split('\n');
  expect(lines.pop()).toBe('');
  expect(lines).toHaveLength(remarks.length);
  const unescape = (text: string): string =>
    text
      .replaceAll('%0D', '\r')
      .replaceAll('%0A', '\n')
      .replaceAll('%3A', ':')
      .replaceAll('%2C', ',')
      .replaceAll('%25', '%');
  for (const [index, line] of lines.entries()) {
    const [, command, properties = '', data = ''] = /^::(error|warning) ([^:]*)::(.*)$/.exec(line) ?? [];
    const { file, message, help, severity, ...place } = remarks[index] as (typeof remarks)[0];
    expect(command).toBe(severity);
    expect(unescape(data)).toBe(help === undefined ? message : `${message} — ${help}`);
    expect(Object.fromEntries(properties.split(',').map((part) => part.split('=').map(unescape)))).toEqual({
      file,
      line: String(place.line),
      col: String(place.column),
      endLine: String(place.endLine),
      endColumn: String(place.endColumn),
      title: `policy ${place.id}`,
    });
  }
});

/** Names and values of attributes as the schemas of Jenkins and Ant allow them, with the place of a case. */
const attributes: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  testsuites: {},
  testsuite: { name: /./s, tests: /^\d+$/, failures: /^\d+$/ },
  testcase: { name: /./s, classname: /./s, file: /./s, line: /^[1-9]\d*$/ },
  failure: { message: /./s },
};
const parents: Readonly<Record<string, string>> = {
  testsuite: 'testsuites',
  testcase: 'testsuite',
  failure: 'testcase',
};

function expectJunit({ name, attributes: given, children, text }: Element): void {
  const allowed = attributes[name] ?? {};
  expect(Object.keys(given), name).toEqual(Object.keys(allowed));
  for (const [key, pattern] of Object.entries(allowed)) expect(given[key], `${name} ${key}`).toMatch(pattern);
  if (name !== 'failure') expect(text.trim()).toBe('');
  for (const child of children) {
    expect(parents[child.name], child.name).toBe(name);
    expectJunit(child);
  }
}

test('JUnit XML', () => {
  const odd = 'a "b" <c> & \n\t\u0007 \uFFFE \uD800 é 😀';
  const readable = 'a "b" <c> & \n\t\uFFFD \uFFFD \uFFFD é 😀';
  const passed = { name: odd, line: 3, request: 'get /', failures: [] };
  const failed = { name: 'fails', line: 9, request: odd, failures: ['level is None', odd] };
  const report = (file: string, cases: readonly object[]): SuiteReport =>
    ({ file, policy: 'p.yaml', cases, rules: 1, unreached: [] }) as unknown as SuiteReport;
  const root = readXml(suitesJunit([report('a & b.yaml', [passed, failed]), report('none.yaml', [])]));
  expect(root.name).toBe('testsuites');
  expectJunit(root);
  const [suite, none] = root.children;
  expect(suite?.attributes).toEqual({ name: 'a & b.yaml', tests: '2', failures: '1' });
  expect(none?.attributes).toEqual({ name: 'none.yaml', tests: '0', failures: '0' });
  const [first, second] = suite?.children ?? [];
  expect(first).toMatchObject({ attributes: { name: readable, file: 'a & b.yaml', line: '3' }, children: [] });
  expect(second?.children[0]).toMatchObject({
    attributes: { message: `level is None; ${readable}` },
    text: `${readable}\nlevel is None\n${readable}`,
  });
});
