// Annotations that are put into events: into none, into those that are there, and never into those of a body.
import { expect, test } from 'vitest';
import { readBatch } from '../../../src/webhook/body/batch.ts';
import { ByteBuffer } from '../../../src/webhook/splice/byte-buffer.ts';
import { makeSplicer } from '../../../src/webhook/splice/splicer.ts';

/** An event after annotations were put in. */
function spliced(event: string, annotations: Readonly<Record<string, string>> = { own: 'x', 'a"\\': '"\n' }): string {
  const batch = readBatch(Buffer.from(`{"kind":"EventList","items":[{"annotations":{}},${event}]}`));
  if ('fault' in batch) expect.fail(JSON.stringify(batch));
  const into = new ByteBuffer();
  makeSplicer(new Map(Object.entries(annotations)))(batch, 1, into);
  return Buffer.from(into.bytes).toString();
}

const OWN = String.raw`"own":"x","a\"\\":"\"\n"`;

test.each([
  ['no annotations', '{"a":1}', `{"a":1,"annotations":{${OWN}}}`],
  ['an event without members', '{ }', `{ "annotations":{${OWN}}}`],
  ['a brace at the end of a text', '{"a":"{"}', `{"a":"{","annotations":{${OWN}}}`],
  ['no annotations, pretty-printed', '{\n  "a": 1\n}', `{\n  "a": 1\n,"annotations":{${OWN}}}`],
  ['empty ones', '{"annotations":{}}', `{"annotations":{${OWN}}}`],
  ['empty ones, pretty-printed', '{"annotations": {\n} }', `{"annotations": {\n${OWN}} }`],
  ['null', '{"annotations":null,"b":2}', `{"annotations":{${OWN}},"b":2}`],
  ['others', '{"annotations":{"b":"c"}}', `{"annotations":{"b":"c",${OWN}}}`],
  ['others, repeated', '{"annotations":{"b":"1","b":"2"}}', `{"annotations":{"b":"1","b":"2",${OWN}}}`],
  ['others, pretty-printed', '{"annotations" : {\n "b" : "c"\n}\n}', `{"annotations" : {\n "b" : "c"\n,${OWN}}\n}`],
  ['an equal key', '{"annotations":{"own":"y"}}', `{"annotations":{${OWN}}}`],
  ['an equal key before others', '{"annotations":{"own":"y", "b":"c"}}', `{"annotations":{"b":"c",${OWN}}}`],
  ['an equal key after others', '{"annotations":{"b":"c","own":"y"}}', `{"annotations":{"b":"c",${OWN}}}`],
  [
    'equal keys between others',
    '{"annotations":{"b":"c","own":"y","own":1,"d":"e"}}',
    `{"annotations":{"b":"c","d":"e",${OWN}}}`,
  ],
  [
    'an equal key in escapes',
    String.raw`{"annotations":{"\u006fw\u006E":"y","\u0061\"\\":{}}}`,
    `{"annotations":{${OWN}}}`,
  ],
  [
    'a longer and a shorter key',
    '{"annotations":{"owner":"y","ow":"z"}}',
    `{"annotations":{"owner":"y","ow":"z",${OWN}}}`,
  ],
  [
    'the key in escapes',
    String.raw`{"\u0061nnotations":{"b":"c"}}`,
    String.raw`{"\u0061nnotations":{"b":"c",` + `${OWN}}}`,
  ],
  ['repeated ones', '{"annotations":{"b":"c"},"annotations":{}}', `{"annotations":{"b":"c"},"annotations":{${OWN}}}`],
  [
    'those of bodies',
    '{"requestObject":{"annotations":{"b":"c"}},"responseObject":{"annotations":null}}',
    `{"requestObject":{"annotations":{"b":"c"}},"responseObject":{"annotations":null},"annotations":{${OWN}}}`,
  ],
  ['the word as a value', '{"a":"annotations","b":{}}', `{"a":"annotations","b":{},"annotations":{${OWN}}}`],
  [
    'quotes and backslashes',
    String.raw`{"annotations":{"\\\"":"}\\"},"z":"\\"}`,
    String.raw`{"annotations":{"\\\"":"}\\",` + `${OWN}},"z":"\\\\"}`,
  ],
])('%s', (_title, event, expected) => {
  expect(spliced(event)).toBe(expected);
});

test('without annotations to put in, an event stays as it is', () => {
  const event = '{"annotations": null, "a" : 1}';
  expect(spliced(event, {})).toBe(event);
});

test('a key of letters that look like an escape is not the key that the escape spells', () => {
  expect(spliced(String.raw`{"annotations":{"\n":"newline"}}`, { '\\n': 'x' })).toBe(
    String.raw`{"annotations":{"\n":"newline","\\n":"x"}}`,
  );
});
