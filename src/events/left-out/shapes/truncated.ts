// An event that was cut by what forwarded it, such as EKS.
import type { Shape } from '../shape.ts';

export const truncated: Shape = {
  what: 'cut by what forwarded it, marked [Truncated...]',
  advice: 'what was cut is lost; log large bodies at a lower level',
  is: ({ tail }) => /\[Truncated\.\.\.\]"?\}?$/.test(tail),
};
