// What a webhook's body may be: the API server's own, lists in every other spelling, and what is refused with its place.
import { describe, expect, test } from 'vitest';
import { readBatch, type Batch } from '../../../src/webhook/body/batch.ts';

/** How the API server begins a body, and ends it. */
const START = '{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[';
const END = ']}\n';

/** The texts of the items of a body that is accepted. */
function itemsOf(body: string): string[] {
  const { body: bytes, items } = accepted(body);
  return Array.from({ length: items.length / 2 }, (_, index) =>
    Buffer.from(bytes.subarray(items[2 * index], items[2 * index + 1])).toString(),
  );
}

function accepted(body: string | Uint8Array): Batch {
  const batch = readBatch(typeof body === 'string' ? Buffer.from(body) : body);
  if ('fault' in batch) expect.fail(JSON.stringify(batch));
  return batch;
}

describe('accepted', () => {
  test("the API server's own list, its events without kind and apiVersion", () => {
    const events = ['{"level":"Metadata","auditID":"1"}', '{"level":"Metadata","auditID":"2","user":{}}'];
    expect(itemsOf(`${START}${events.join(',')}${END}`)).toEqual(events);
    expect(accepted(`${START}${END}`).apiVersion).toBe('audit.k8s.io/v1');
  });

  test.each([
    ['no items', '{"kind":"EventList"}', []],
    ['null items', '{"kind":"EventList","items":null}', []],
    ['empty items', '{"kind":"EventList","items":[ ]}', []],
    ['another order of keys', '{"items":[{"a":1}],"kind":"EventList"}', ['{"a":1}']],
    ['a pretty-printed list', '\r\n{\n\t"kind" : "EventList",\n "items" : [\n {\n } , { } ]\n}\n\n', ['{\n }', '{ }']],
    ['keys and kind in escapes', '{"k\\u0069nd":"Event\\u004cist","\\u0069tems":[{}]}', ['{}']],
    [
      'fields that are not known',
      '{"kind":"EventList","items":[{"new":[{}]}],"x":[{},[]],"y":{"items":1}}',
      ['{"new":[{}]}'],
    ],
    ['repeated fields that are not known', '{"x":1,"x":2,"kind":"EventList","items":[{}]}', ['{}']],
    [
      'an event with kind and apiVersion',
      `${START}{"kind":"Event","apiVersion":"x"}${END}`,
      ['{"kind":"Event","apiVersion":"x"}'],
    ],
    ['an event with repeated keys', `${START}{"a":1,"a":2}${END}`, ['{"a":1,"a":2}']],
    ['letters outside ASCII, and half of one as an escape', `${START}{"é":"😀\\ud83d"}${END}`, ['{"é":"😀\\ud83d"}']],
    ['an unknown stage', `${START}{"stage":"Later"}${END}`, ['{"stage":"Later"}']],
  ])('%s', (_title, body, items) => {
    expect(itemsOf(body)).toEqual(items);
  });

  test.each([
    ['"audit.k8s.io/v2"', 'audit.k8s.io/v2'],
    ['"\\u0061udit"', 'audit'],
    ['null', ''],
  ])('the apiVersion %s is given as %j', (written, apiVersion) => {
    expect(accepted(`{"kind":"EventList","apiVersion":${written}}`).apiVersion).toBe(apiVersion);
  });

  test('an event of 10 MB, and 400 events of 100 KB', () => {
    expect(itemsOf(`${START}{"a":"${'x'.repeat(1e7)}"}${END}`)[0]).toHaveLength(1e7 + 8);
    const event = `{"requestObject":{"data":"${'\\n'.repeat(5e4)}"}}`;
    expect(new Set(itemsOf(`${START}${Array.from({ length: 400 }, () => event).join(',')}${END}`))).toEqual(
      new Set([event]),
    );
  });

  test('a body that is a part of larger memory', () => {
    const memory = Buffer.from(`{{{${START}{}${END}]]]`);
    expect([...accepted(memory.subarray(3, -3)).items]).toEqual([START.length, START.length + 2]);
  });

  test('where the annotations are, of repeated ones the last; without any, where the event closes', () => {
    const list = `${START}{"annotations":{"a":"b"},"requestObject":{"annotations":{}}},{"annotations":{},"\\u0061nnotations":null},{"a":1 }${END}`;
    const { annotations } = accepted(list);
    const at = (text: string): number => list.indexOf(text);
    const closing = at('}]}\n');
    expect([...annotations]).toEqual([
      at('{"a":"b"}'),
      at('{"a":"b"}') + 9,
      at('null'),
      at('null') + 4,
      closing,
      closing,
    ]);
  });
});

/** "▸" marks the byte that is the fault. */
describe('refused', () => {
  test.each([
    ['nothing', '▸', 'the body ends too early'],
    ['white space', ' \n▸', 'the body ends too early'],
    ['no JSON', '▸hello', '"{" is expected, not "h"'],
    ['a byte-order mark', '▸\uFEFF{"kind":"EventList"}', '"{" is expected, not byte 0xef'],
    ['a list without its object', '▸[]', '"{" is expected, not "["'],
    ['an event alone', '{"kind":▸"Event"}', 'not an EventList: it has another kind'],
    ['a kind that is no text', '{"kind":▸1}', 'not an EventList: it has another kind'],
    ['no kind', '{"items":[]▸}', 'not an EventList: it has no kind'],
    ['items as an object', '{"kind":"EventList","items":▸{}}', 'items is not a list'],
    ['items as a text', '{"kind":"EventList","items":▸"[]"}', 'items is not a list'],
    ['an item that is a text', `${START}{},▸"x"${END}`, 'an item is not an object'],
    ['an item that is null', `${START}▸null${END}`, 'an item is not an object'],
    ['an item that is a list', `${START}▸[{}]${END}`, 'an item is not an object'],
    [
      'annotations that are a list',
      `${START}{"annotations":▸[]}${END}`,
      'the annotations of an item are not an object',
    ],
    ['an apiVersion that is a number', '{"apiVersion":▸1}', 'the apiVersion is not a string'],
    ['items twice', '{"items":[],"kind":"EventList",▸"\\u0069tems":[]}', '"items" is repeated'],
    ['the kind twice', '{"kind":"EventList",▸"kind":"EventList"}', '"kind" is repeated'],
    ['a list that is cut off', `${START}{"a":"▸`, 'the body ends too early'],
    ['a list cut off in a letter', `${START}{"a":"\xc3▸`, 'the body ends too early'],
    ['text after the list', `${START}${END}▸{}`, 'nothing after the list is expected, not "{"'],
    ['a zero byte after the list', `${START}${END}▸\0`, 'nothing after the list is expected, not byte 0x00'],
    ['a zero byte in a string', `${START}{"a▸\0":1}${END}`, 'a control character in a string: byte 0x00'],
    ['a newline in a string', `${START}{"a":"▸\n"}${END}`, 'a control character in a string: byte 0x0a'],
    ['an escape that JSON has not', `${START}{"a":"\\▸x"}${END}`, 'an escape of JSON is expected, not "x"'],
    ['half an escape', `${START}{"a":"\\u00▸g0"}${END}`, 'a hexadecimal digit is expected, not "g"'],
    ['invalid UTF-8', `${START}{"a":"▸\xff"}${END}`, 'not valid UTF-8: byte 0xff'],
    ['a letter in more bytes than it needs', `${START}{"a":"▸\xc0\x80"}${END}`, 'not valid UTF-8: byte 0xc0'],
    ['half of a pair as UTF-8', `${START}{"a":"\xed▸\xa0\x80"}${END}`, 'not valid UTF-8: byte 0xa0'],
    ['a comma before the end', `${START}{},▸${END}`, 'a value is expected, not "]"'],
    ['a comma before the end of an event', `${START}{"a":1,▸}${END}`, 'a key in quotes is expected, not "}"'],
    ['no comma', `${START}{}▸{}${END}`, '"," or "]" is expected, not "{"'],
    ['no colon', `${START}{"a"▸}${END}`, '":" is expected, not "}"'],
    ['a wrong bracket', `${START}{"a":[1▸}}${END}`, '"," or "]" is expected, not "}"'],
    ['a number that begins with zero', `${START}{"a":0▸1}${END}`, '"," or "}" is expected, not "1"'],
    ['a number without digits', `${START}{"a":-▸}${END}`, 'a digit is expected, not "}"'],
    ['half a word', `${START}{"a":nul▸}${END}`, '"null" is expected, not "}"'],
    ['a comment', `${START}▸/**/${END}`, 'a value is expected, not "/"'],
  ])('%s', (_title, marked, fault) => {
    // Letters up to U+00FF are bytes; the mark of byte order is written as its own.
    const offset = marked.indexOf('▸');
    const bytes = Buffer.from(marked.replace('▸', '').replace('\uFEFF', '\xef\xbb\xbf'), 'latin1');
    expect(readBatch(bytes)).toEqual({ fault, offset });
  });

  test('nesting deeper than that of any request, also without an end', () => {
    const nested = (levels: number): string => `${START}{"a":${'['.repeat(levels)}${']'.repeat(levels)}}${END}`;
    expect(itemsOf(nested(10_000))).toHaveLength(1);
    const refused = { fault: 'more than 10003 objects and lists in each other', offset: START.length + 5 + 10_000 };
    expect(readBatch(Buffer.from(nested(10_001)))).toEqual(refused);
    expect(readBatch(Buffer.from(`${START}{"a":${'['.repeat(1e7)}`))).toEqual(refused);
    expect(readBatch(Buffer.from(`{"x":${'{"a":'.repeat(1e6)}`))).toEqual({ ...refused, offset: 5 + 5 * 10_002 });
  });

  test('more items than events can be in a body of the greatest size', () => {
    const most = 1024 * 1024;
    const body = (count: number): Uint8Array => Buffer.from(`${START}{}${',{}'.repeat(count - 1)}${END}`);
    expect(accepted(body(most)).items).toHaveLength(2 * most);
    expect(readBatch(body(most + 1))).toEqual({ fault: `more than ${most} items`, offset: START.length + 3 * most });
  });
});
