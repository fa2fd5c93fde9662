// Events as YAML: every parser reads the same value, nothing in it is obeyed by a terminal, and no shape is too much.
import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { yamlText } from '../../src/events/yaml-text.ts';
import { generated, type Generated } from '../kit/generated.ts';
import { hostileBodies, hostileCharacters, unsafeOutput } from '../kit/hostile.ts';

const texts = [
  '',
  ' ',
  'a',
  'a b',
  'a: b',
  'a:',
  'a #b',
  'a#b',
  '#a',
  ': a',
  '- a',
  '-',
  '?',
  '? a',
  '!a',
  '&a',
  '*a',
  '|',
  '>',
  '%',
  '@',
  '`',

  'true',
  'No',
  '~',
  'null',
  '1',
  '1e3',
  '0x1F',
  '0o7',
  '1_000',
  '.5',
  '.inf',
  '2026-11-21',
  '12:30:45',
  '=',
  '<<',
  '---',
  '...',

  '10.1.2.3',
  '6b2f4f1c-0000-4000-a000-000000000001',
  '{a',
  '[a',
  'a]',
  'a,b',
  '"a"',
  "'a'",
  "it's",
  'a\\b',
  '(a; b)',
  '/a?b=c&d',

  'a\nb',
  'a\nb\n',
  'a\n\nb\n\n',
  '\na',
  ' a\nb',
  'a\n b\n',
  '\ta\nb',
  'a\n\tb\n',
  '\n',
  'a\r\nb',
  'a ',
  'a\t',
  'é 世界 😀 ❤️',
  '::add-mask::x',
  'a\n::stop-commands::x',
  'a\n  ::error::x\n',
  '##[error]x',
  'a ##[group]b',
  ...hostileCharacters,
  ...hostileCharacters.map((text) => `a\n${text}\nb\n`),
];

function valueOf(random: Generated['random'], depth: number): unknown {
  const kind = random.below(depth > 4 ? 4 : 7);
  const many = random.below(4);
  if (kind === 0) return [null, true, false][random.below(3)];
  if (kind === 1) return [0, -1, 1.5, 1e21, 1e-7, 2 ** 53][random.below(6)];
  if (kind < 4) return random.pick(texts);
  if (kind < 6)
    return Object.fromEntries(Array.from({ length: many }, () => [random.pick(texts), valueOf(random, depth + 1)]));
  return Array.from({ length: many }, () => valueOf(random, depth + 1));
}

test('a parser reads the same value, and nothing in the text is obeyed', () => {
  const { random, rounds } = generated(19, 3000);
  for (let round = 0; round < rounds; round += 1) {
    const value = { a: valueOf(random, 0), b: valueOf(random, 0) };
    const text = yamlText(value) ?? '';
    expect(load(text), text).toEqual(value);
    expect(text).not.toMatch(unsafeOutput);
  }
});

test.each(texts.map((text) => [JSON.stringify(text), text]))('%s as value, key and item', (_name, text) => {
  const value = { [text]: text, a: [text, [text], { [text]: text }] };
  expect(load(yamlText(value) ?? '')).toEqual(value);
});

test('reads like what people write', () => {
  const value = {
    kind: 'Event',
    user: { username: 'alice', groups: ['dev', 'system:authenticated'], extra: {} },
    sourceIPs: ['10.1.2.3'],
    annotations: { 'authorization.k8s.io/decision': 'allow' },
    list: [{ a: 1, b: [] }, ['x']],
    script: 'set -e\n\necho "a: b"\n',
    code: 200,
    text: '200',
  };
  expect(yamlText(value)).toBe(`kind: Event
user:
  username: alice
  groups:
    - dev
    - system:authenticated
  extra: {}
sourceIPs:
  - 10.1.2.3
annotations:
  authorization.k8s.io/decision: allow
list:
  - a: 1
    b: []
  - - x
script: |
  set -e

  echo "a: b"
code: 200
text: '200'
`);
});

test.each(hostileBodies)('%s: written whole, or not at all', (_name, body) => {
  const text = yamlText({ body: JSON.parse(body) as unknown });
  expect(text === null || text.endsWith('\n')).toBe(true);
  if (text !== null) expect(text).not.toMatch(unsafeOutput);
});
