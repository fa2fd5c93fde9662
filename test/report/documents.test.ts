// The documents: one expression gives the JSON Schema and the type, and the validator of the tests finds every fault.
import { expect, expectTypeOf, test } from 'vitest';
import { documents, jsonSchemaOf, type DocumentOf } from '../../src/report/documents/table.ts';
import {
  either,
  exactly,
  list,
  mapping,
  nullable,
  number,
  object,
  oneOf,
  optional,
  text,
  type TypeOf,
} from '../../src/report/documents/shape.ts';
import { faultsOf } from '../kit/json-schema.ts';

const shape = object({
  a: text('first'),
  b: optional(nullable(number(), 'null where there is none')),
  c: list(oneOf(['x', 'y'])),
  d: either(exactly(true), mapping(text())),
});

test('a shape is a JSON Schema', () => {
  expect(shape.schema).toEqual({
    type: 'object',
    required: ['a', 'c', 'd'],
    properties: {
      a: { type: 'string', description: 'first' },
      b: { anyOf: [{ type: 'number' }, { type: 'null' }], description: 'null where there is none' },
      c: { type: 'array', items: { enum: ['x', 'y'] } },
      d: { anyOf: [{ const: true }, { type: 'object', additionalProperties: { type: 'string' } }] },
    },
  });
});

test('and a type', () => {
  expectTypeOf<TypeOf<typeof shape>>().branded.toEqualTypeOf<{
    readonly a: string;
    readonly b?: number | null;
    readonly c: readonly ('x' | 'y')[];
    readonly d: true | { readonly [key: string]: string };
  }>();
  expectTypeOf<DocumentOf<'kind-audit.doctor/v2'>['checks'][number]['evidence'][number]>().branded.toEqualTypeOf<{
    readonly node?: string;
    readonly text: string;
  }>();
});

test.each([
  [{ a: '', c: ['x', 'y'], d: true }, []],
  [{ a: '', b: null, c: [], d: { k: 'v' } }, []],
  [{ a: '', b: 1, c: [], d: {} }, []],
  [{ c: [], d: true }, ['$.a: lacking']],
  [{ a: 1, c: ['z'], d: true }, ['$.a: number where string is due', '$.c[0]: not one of x, y']],
  [{ a: '', b: 'x', c: {}, d: true }, ['$.b: string where number is due', '$.c: object where array is due']],
  [{ a: '', c: [], d: { k: 1 } }, ['$.d: not true']],
  [{ a: '', c: [], d: true, e: 1 }, ['$.e: not in the schema']],
  [null, ['$: null where object is due']],
])('the validator on %j', (value, faults) => expect(faultsOf(value, shape.schema)).toEqual(faults));

test('the validator admits what it does not know', () => {
  expect(() => faultsOf('', { type: 'string', pattern: '^a' })).toThrow('pattern');
});

test('every document has a name of its own with a version, a description, and a schema that names it', () => {
  const names = documents.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, about, printedBy } of documents) {
    expect(name).toMatch(/^kind-audit\.[a-z]+(-[a-z]+)*\/v[1-9]$/);
    expect(about.length * printedBy.length, name).toBeGreaterThan(0);
    expect(jsonSchemaOf(name)).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#', title: name });
    expect(JSON.stringify(jsonSchemaOf(name))).toContain(`"schema":{"const":"${name}"}`);
  }
  expect(jsonSchemaOf('kind-audit.none/v1')).toBe(null);
});
