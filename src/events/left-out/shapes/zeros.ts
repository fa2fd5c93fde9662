// Zero bytes, as a file has them whose writer went on after it was emptied.
import type { Shape } from '../shape.ts';

export const zeros: Shape = {
  what: 'zero bytes',
  is: ({ head }) => /^\0+$/.test(head),
};
