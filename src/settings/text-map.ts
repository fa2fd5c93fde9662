// The shape of a mapping whose keys are free: texts by names.
import type { Placed } from './place.ts';
import { fault, placeIn, wrongType, type Shape } from './shape.ts';

/** A mapping of at most so many names to texts, which may be empty; in the order of the file. */
export function textMap(description: string, most: number): Shape<ReadonlyMap<string, Placed<string>>> {
  return {
    schema: {
      type: ['object', 'null'],
      additionalProperties: { type: 'string' },
      maxProperties: most,
      description,
    },
    read(tree, reading) {
      if (tree.kind === 'null') return new Map();
      if (tree.kind !== 'object') return wrongType(reading, tree, 'a mapping');
      const [beyond] = tree.entries.slice(most);
      if (beyond !== undefined)
        return fault(reading, beyond, { id: 'value', message: `there are more than ${most} entries` });
      return new Map(
        tree.entries.flatMap(({ key, value, start }): readonly (readonly [string, Placed<string>])[] => {
          if (value.kind === 'string') {
            const range = value.end > value.start ? value : { start, end: start + 1 };
            return [[key, { value: value.value, place: placeIn(reading, range) }]];
          }
          wrongType(reading, value.end > value.start ? value : { ...value, start, end: start + 1 }, 'a text');
          return [];
        }),
      );
    },
  };
}
