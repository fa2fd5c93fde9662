// The key `enforce`: what no command may undo, whatever its flags say.
import { boolean, list, mapping } from '../shape.ts';
import { minimum } from './minimum.ts';
import { policyNamed } from './policy.ts';

/** Far more than anybody writes; each is decided for many users. */
const MOST_MINIMA = 1000;

export const enforce = mapping('what no command may undo, whatever its flags say', {
  auditing: boolean('auditing stays on: it cannot be disabled'),
  policy: policyNamed('the only audit policy that may be used: a file, or a preset'),
  minimum: list('requests that every policy must log, and at which level at least', minimum, MOST_MINIMA),
});
