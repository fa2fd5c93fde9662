// What engines answer beside plain texts: labels, moments, and JSON that a program has printed.
import { fieldsOf, jsonOf } from '../../core/fields.ts';
import { Problem } from '../../core/problem.ts';

/** The fields of an object that are texts. */
export function labelsOf(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(fieldsOf(value)).flatMap(([name, each]) => (typeof each === 'string' ? [[name, each]] : [])),
  );
}

/** The last moment that JavaScript has, in milliseconds from 1970. */
const LAST_MOMENT = 8.64e15;

/** A moment in milliseconds since 1970; 0 where it is none. */
export function momentOf(ms: number): number {
  return Math.abs(ms) <= LAST_MOMENT ? ms : 0;
}

/** The value of a JSON text that a program has printed; throws a Problem that names the program for any other text. */
export function printedBy(program: string, text: string): unknown {
  const value = jsonOf(text);
  if (value !== undefined) return value;
  throw new Problem('engine-unreachable', `what ${program} prints is not JSON`, {
    hint: `${program} info --format '{{json .}}'`,
  });
}
