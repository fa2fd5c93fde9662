// A table of values with commas, the events in quotes.
import type { Shape } from '../shape.ts';

export const csv: Shape = {
  what: 'in CSV',
  advice: 'export JSON instead',
  is: ({ head }) => /""(?:auditID|kind|apiVersion|level)""/.test(head),
};
