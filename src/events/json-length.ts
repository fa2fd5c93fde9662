// How long a value is as JSON, without writing it: the nesting of a body is bounded by nothing but the length of its line.

/** The length of `JSON.stringify(value)`, for a value that was read from JSON. */
export function jsonLength(value: unknown): number {
  let length = 0;
  const left: unknown[] = [value];
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next !== 'object' || next === null) {
      length += JSON.stringify(next).length;
      continue;
    }
    const isList = Array.isArray(next);
    const inner: readonly unknown[] = isList ? next : Object.values(next);
    length += '[]'.length + Math.max(0, inner.length - 1);
    if (!isList) for (const key of Object.keys(next)) length += JSON.stringify(key).length + ':'.length;
    for (const item of inner) left.push(item);
  }
  return length;
}
