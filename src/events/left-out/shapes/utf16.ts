// Text of two bytes for each character, as PowerShell's > writes it.
import type { Shape } from '../shape.ts';

export const utf16: Shape = {
  what: 'in UTF-16',
  recipe: 'iconv -f UTF-16 -t UTF-8',
  is: ({ head }) => /^\uFFFD{2}/.test(head) || /[^\0]\0[^\0]\0[^\0]\0[^\0]\0/.test(head),
};
