// The search of bytes against a walk over the lines: the same lines, in the same order.
import { expect, test } from 'vitest';
import { generated } from '../kit/generated.ts';
import { lineSearch } from '../../src/events/search/line-search.ts';
import type { RawTest } from '../../src/events/search/raw-test.ts';

/** How the API server begins every event. */
const BEGINNING = '{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"';

/** How it ends them: with a time, and perhaps annotations. */
const ENDING = ',"stageTimestamp":"2026-11-21T08:09:51.567123Z"}';
const NOTES = `${ENDING.slice(0, -1)},"annotations":{"a":"b"}}`;
const ending = /,"stageTimestamp":"[^"]{27}"(?:,"annotations":\{"(?:(?!,"stageTimestamp").)*[^\\]"\})?\}\r?$/;

const tests = {
  one: { texts: ['delete"'], escapes: 'delt' },
  several: { texts: ['kube-system"', 'name', '\\/'], escapes: 'kubesytmna-/' },
} as const;

function rawTestOf({ texts, escapes }: { texts: readonly string[]; escapes: string }) {
  const characters = new Uint8Array(256);
  for (const character of Buffer.from(escapes)) characters[character] = 1;
  return { texts: texts.map((text) => Buffer.from(text)), characters };
}

/** Lines that hold a text or an escape of one of its characters, or do not look like an event. */
function expected({ texts, escapes }: { texts: readonly string[]; escapes: string }, text: string): string[] {
  const lines = text.endsWith('\n') ? text.slice(0, -1).split('\n') : text.split('\n');
  return lines.filter((line) => {
    const looksLikeEvent =
      line.startsWith(BEGINNING) && !line.includes(BEGINNING, 1) && !line.includes('\0') && ending.test(line);
    const escaped = [...line.matchAll(/\\u00([0-9a-fA-F]{2})/g)].some(([, code = '']) =>
      escapes.includes(String.fromCharCode(Number.parseInt(code, 16))),
    );
    return !looksLikeEvent || escaped || texts.some((each) => line.includes(each));
  });
}

/** The lines of each text that the search visits. */
function visited(raw: RawTest, texts: readonly string[]): string[][] {
  const search = lineSearch(raw);
  return texts.map((text) => {
    const block = Buffer.from(text);
    const lines: string[] = [];
    let count = 0;
    search(
      block,
      (start, end) => {
        count += 1;
        lines.push(block.toString('utf8', start, end));
      },
      (rejected) => (count += rejected),
    );
    expect(count).toBe(text === '' ? 0 : text.replace(/\n$/, '').split('\n').length);
    return lines;
  });
}

const parts = [
  '{',
  '}',
  'delete"',
  'delet',
  '"',
  'kube-system"',
  'kube-',
  'name',
  '\\/',
  '\\u0064',
  '\\u0041',
  '\\u',
  'd',
  'x',
];

test.each(Object.entries(tests))('random lines: %s', (_name, spec) => {
  const { random, rounds } = generated(1, 3000);
  const piece = (): string => random.pick([...parts, ' '.repeat(random.below(40)), 'é', '\r']);
  const line = (): string => {
    const inner = Array.from({ length: random.below(12) }, piece).join('');
    const event = `${BEGINNING}${inner}${random.pick([ENDING, NOTES])}`;
    return random.pick([
      event,
      event,
      event,
      `${event}\r`,
      inner,
      `{${inner}}`,
      event.slice(1),
      event.slice(0, -1),
      event.slice(0, -4),
      `${event.slice(0, 90)}${event}`,
      `${BEGINNING}${inner}\0${ENDING}`,
      `${BEGINNING}${inner}}`,
      `${BEGINNING}${inner}"}}`,
      `${event.slice(0, -1)}},"annotations":{"a":"b"}}`,
      '',
    ]);
  };
  const texts = Array.from({ length: rounds }, () =>
    Array.from({ length: 1 + random.below(6) }, line)
      .join('\n')
      .concat(random.pick(['', '\n'])),
  ).filter((text) => text !== '');
  const seen = visited(rawTestOf(spec), texts);
  for (const [index, text] of texts.entries()) expect([text, seen[index]]).toEqual([text, expected(spec, text)]);
});

test('large blocks and long lines', () => {
  const filler = 'x'.repeat(1000);
  const lines = Array.from({ length: 3000 }, (_, index) => {
    const inner = index % 97 === 0 ? `"delete"${index}` : `"list"${index}`;
    if (index === 1500) return `${BEGINNING}${filler.repeat(700)}"delete"${filler.repeat(300)}${ENDING}`;
    if (index === 2000) return `${BEGINNING}${filler.repeat(1100)}${ENDING}`;
    return index % 501 === 0
      ? `${BEGINNING}${inner}${filler}`
      : `${BEGINNING}${inner}${filler.slice(0, index % 400)}${ENDING}`;
  });
  const text = `${lines.join('\n')}\n`;
  expect(visited(rawTestOf(tests.one), [text, text.slice(0, -1)])).toEqual([
    expected(tests.one, text),
    expected(tests.one, text),
  ]);
});

test('a text that is longer than the block', () => {
  const long = `${'e'.repeat(80_000)}ZQ`;
  const raw = rawTestOf({ texts: [long], escapes: '' });
  const lines = [0, 1, 300, 65_000].map((length) => `${BEGINNING}${'x'.repeat(length)}${ENDING}`);
  const texts = [...lines, ...lines.map((line) => `${line}\n${BEGINNING}${long}"${ENDING}`)];
  expect(visited(raw, texts)).toEqual([[], [], [], [], ...lines.map(() => [`${BEGINNING}${long}"${ENDING}`])]);
});

test('the bytes that were visited', () => {
  const line = (verb: string): string => `${BEGINNING}","verb":"${verb}"${ENDING}\n`;
  const lines = Array.from({ length: 40_000 }, (_, index) => line(index % 4 === 1 ? 'delete' : 'list'));
  const block = Buffer.from(lines.join(''));
  const nothing = (): void => undefined;
  expect(lineSearch(rawTestOf(tests.one))(block, nothing, nothing)).toBe(10_000 * (line('delete').length - 1));
});
