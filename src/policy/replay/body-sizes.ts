// Sizes of bodies: those that the log does not hold are estimated from those that it does.
import { ownText } from '../../core/own-text.ts';

/** Sums of the sizes that were seen, by body and by verb alone. */
export type BodySizes = Map<string, { count: number; size: number }>;

type Side = 'request' | 'response';

/** What a request or an answer carries, as a key: "request create pods". */
export function nameOfBody(side: Side, verb: string, resource: string): string {
  return `${side} ${verb} ${resource}`;
}

/** The key for all bodies of the verb: "request create". */
export function bodyOfVerb(body: string): string {
  return body.split(' ', 2).join(' ');
}

/** Endless new resource names must not fill the memory. */
const MOST = 20_000;

export function sawBody(sizes: BodySizes, side: Side, verb: string, resource: string, size: number): void {
  add(sizes, nameOfBody(side, verb, resource), 1, size);
  add(sizes, `${side} ${verb}`, 1, size);
}

/** Adds what was seen in another part of the log. */
export function mergeSizes(into: BodySizes, from: BodySizes): void {
  for (const [body, { count, size }] of from) add(into, body, count, size);
}

function add(sizes: BodySizes, body: string, count: number, size: number): void {
  const known = sizes.get(body);
  if (known !== undefined) {
    known.count += count;
    known.size += size;
  } else if (sizes.size < MOST) {
    sizes.set(ownText(body), { count, size });
  }
}

/** The average of a body, or of its verb where the body was never seen; null where neither was. */
export function sizeOfBody(sizes: BodySizes, body: string): number | null {
  const seen = sizes.get(body) ?? sizes.get(bodyOfVerb(body));
  return seen === undefined ? null : seen.size / seen.count;
}
