// Shapes of quantities with a unit: lengths of time and numbers of bytes.
import { formatBytes, parseBytes } from '../core/byte-size.ts';
import { formatDuration, parseDuration } from '../core/duration.ts';
import type { Limits } from '../core/limited-number.ts';
import type { Tree } from '../policy/text/tree.ts';
import type { Placed } from './place.ts';
import { fault, placeIn, wrongType, type Reading, type Shape } from './shape.ts';

/** A length of time as Go writes it, such as "1s"; read as milliseconds, within these limits. */
export function duration(description: string, limits: Limits, byDefault: string): Shape<Placed<number>> {
  return {
    schema: { type: 'string', pattern: '^(0|([0-9]+(\\.[0-9]+)?(ms|s|m|h))+)$', default: byDefault, description },
    read: (tree, reading) =>
      quantity(tree, reading, {
        wanted: 'a duration such as 1s or 500ms',
        value: tree.kind === 'string' ? parseDuration(tree.value) : null,
        limits,
        inWords: formatDuration,
      }),
  };
}

/** A number of bytes, alone or with a unit such as "256MiB"; within these limits. */
export function byteSize(description: string, limits: Limits, byDefault: string | number): Shape<Placed<number>> {
  return {
    schema: {
      type: ['integer', 'string'],
      minimum: limits.least,
      maximum: limits.most,
      pattern: '^[0-9]+([KMGT]i?B|B)?$',
      default: byDefault,
      description,
    },
    read: (tree, reading) =>
      quantity(tree, reading, {
        wanted: 'a number of bytes such as 1000000 or 16MiB',
        value: tree.kind === 'number' ? Number(tree.literal) : tree.kind === 'string' ? parseBytes(tree.value) : null,
        limits,
        inWords: formatBytes,
      }),
  };
}

interface Quantity {
  readonly wanted: string;
  /** Null where the text is none. */
  readonly value: number | null;
  readonly limits: Limits;
  readonly inWords: (value: number) => string;
}

function quantity(
  tree: Tree,
  reading: Reading,
  { wanted, value, limits: { least, most }, inWords }: Quantity,
): Placed<number> | undefined {
  if (tree.kind !== 'string' && tree.kind !== 'number') return wrongType(reading, tree, wanted);
  if (value === null) return fault(reading, tree, { id: 'value', message: `must be ${wanted}` });
  if (Number.isInteger(value) && value >= least && value <= most) return { value, place: placeIn(reading, tree) };
  return fault(reading, tree, { id: 'value', message: `must be from ${inWords(least)} to ${inWords(most)}` });
}
