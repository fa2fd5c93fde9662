// Whether a value matches a JSON Schema: only the part of draft 07 that kind-audit's documents use.

type Schema = Readonly<Record<string, unknown>>;

const annotations = new Set(['$schema', 'title', 'description']);

/**
 * What is wrong with a value, a line for each fault; empty when nothing is. Stricter than the schema in one way: a field
 * that the schema does not name is a fault, so that nothing is printed that is not documented.
 */
export function faultsOf(value: unknown, schema: Schema, path = '$'): readonly string[] {
  const { anyOf, enum: words, const: only, type, items, properties, required, additionalProperties, ...rest } = schema;
  const strange = Object.keys(rest).filter((keyword) => !annotations.has(keyword));
  if (strange.length > 0) throw new Error(`this validator does not know ${strange.join(', ')}`);
  if (Array.isArray(anyOf)) return faultsOfAny(value, anyOf as Schema[], path);
  if (Array.isArray(words)) return words.includes(value) ? [] : [`${path}: not one of ${words.join(', ')}`];
  if ('const' in schema) return value === only ? [] : [`${path}: not ${JSON.stringify(only)}`];
  if (typeName(value) !== type) return [`${path}: ${typeName(value)} where ${String(type)} is due`];
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => faultsOf(item, items as Schema, `${path}[${index}]`));
  }
  if (type !== 'object') return [];
  const known = (properties ?? {}) as Readonly<Record<string, Schema>>;
  const lacking = ((required ?? []) as readonly string[]).filter((name) => !(name in (value as object)));
  const fields = Object.entries(value as object).flatMap(([name, field]) => {
    const shape = known[name] ?? (additionalProperties as Schema | undefined);
    return shape === undefined ? [`${path}.${name}: not in the schema`] : faultsOf(field, shape, `${path}.${name}`);
  });
  return [...lacking.map((name) => `${path}.${name}: lacking`), ...fields];
}

/** The faults under the alternative that has the fewest; none when one of them fits. */
function faultsOfAny(value: unknown, alternatives: readonly Schema[], path: string): readonly string[] {
  const tried = alternatives.map((schema) => faultsOf(value, schema, path));
  return tried.toSorted((a, b) => a.length - b.length)[0] ?? [`${path}: nothing fits`];
}

function typeName(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
}
