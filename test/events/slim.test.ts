// Long lines lose their bodies and nothing else.
import { expect, test } from 'vitest';
import { slimText } from '../../src/events/slim.ts';
import { auditEvent } from './kit.ts';

const filler = 'x'.repeat(150_000);
const slim = (text: string): unknown =>
  JSON.parse(slimText(Buffer.from(`  ${text}  `), 2, 2 + Buffer.byteLength(text)));

const tricky = [
  { a: ['}', ']', '\\', '"', '\\"', ','], b: { requestObject: [1, { responseObject: 2 }] }, c: filler },
  [{ op: 'add', path: '/data', value: '{"requestObject":1' }, filler],
  filler,
  null,
  12.5e3,
  {},
];

test.each(tricky)('body %#', (body) => {
  const event = {
    note: ':"requestObject":',
    requestObject: body,
    ...auditEvent(),
    requestURI: `/${filler}`,
    responseObject: body,
  };
  const wanted = { ...event, requestObject: null, responseObject: null };
  for (const space of [0, 1]) {
    expect(slim(JSON.stringify(event, null, space))).toEqual(wanted);
    expect(
      slim(JSON.stringify({ ...event, last: 'requestObject', responseStatus: { code: 200 } }, null, space)),
    ).toEqual({
      ...wanted,
      last: 'requestObject',
      responseStatus: { code: 200 },
    });
  }
});

test('short lines stay whole', () => {
  expect(slim('{"requestObject":{"a":1}}')).toEqual({ requestObject: { a: 1 } });
});

test('a broken line stays broken', () => {
  const text = JSON.stringify({ auditID: 'x', responseObject: { data: filler, more: 'text' } });
  for (const cut of [1, 2, 10, 1000]) expect(() => slim(text.slice(0, -cut))).toThrow(SyntaxError);
});
