// A line of a container's log whose content is not an event, or a piece of a long one.
import { frame } from '../../cri-frame.ts';
import type { Shape } from '../shape.ts';

export const containerLine: Shape = {
  what: "from a container's log, without a whole event",
  is: ({ head }) => frame.test(head),
};
