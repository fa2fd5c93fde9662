// A line that was too long, of which only a part was kept.
import { isShortened } from '../../../core/shorten-json.ts';
import type { Shape } from '../shape.ts';

export const overlong: Shape = {
  what: 'longer than 16 MiB',
  is: ({ tail }) => isShortened(tail),
};
