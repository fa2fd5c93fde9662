// The end of an exhaustive switch.

/** Does not compile while a member of the union is left; at run time it names the value that got here. */
export function unreachable(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
