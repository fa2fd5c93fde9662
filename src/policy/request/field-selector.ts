// The object name that a field selector asks for. Source: k8s.io/apimachinery pkg/fields/selector.go.

/** Terms of a field selector as Kubernetes reads them, or null when it is not well-formed. */
function parseTerms(text: string): readonly { field: string; equals: boolean; value: string }[] | null {
  const parts = text.match(/(?:\\[\s\S]|[^\\,])*\\?/g)?.filter((part) => part !== '') ?? [];
  const terms: { field: string; equals: boolean; value: string }[] = [];
  for (const part of parts.toSorted()) {
    const match = /^([\s\S]*?)(!=|==|=)([\s\S]*)$/.exec(part);
    if (match === null) return null;
    const [, field = '', operator, raw = ''] = match;
    const value = unescapeValue(raw);
    if (value === null) return null;
    terms.push({ field, equals: operator !== '!=', value });
  }
  return terms;
}

/** The value that `metadata.name` must have; undefined without such a term, null when the selector is not well-formed. */
export function requiredName(text: string): string | null | undefined {
  const terms = parseTerms(text);
  return terms === null ? null : terms.find(({ field, equals }) => equals && field === 'metadata.name')?.value;
}

/** A backslash stands before \ , and =; bare ones of these are not allowed. */
function unescapeValue(text: string): string | null {
  if (!/^(?:\\[\\,=]|[^\\,=])*$/.test(text)) return null;
  return text.replaceAll(/\\([\\,=])/g, '$1');
}
