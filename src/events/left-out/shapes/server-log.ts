// The log of a Kubernetes server itself, not of its requests.
import type { Shape } from '../shape.ts';

export const serverLog: Shape = {
  what: 'from the log of a Kubernetes server itself',
  is: ({ head }) => /^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ \S+:\d+\]/.test(head),
};
