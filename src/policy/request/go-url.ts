// A request line's address as Go's net/url splits it.
// Source of the behaviour: Go's net/url, ParseRequestURI and ParseQuery; net/http, ReadRequest.

export interface Address {
  readonly path: string;
  /** The first value of every parameter. */
  readonly query: ReadonlyMap<string, string>;
}

/** Path and query of an address; null where Go's server answers 400. */
export function parseAddress(method: string, address: string): Address | null {
  // CONNECT names a host, with or without a path.
  return parseUri(method === 'CONNECT' && !address.startsWith('/') ? `http://${address}` : address);
}

function parseUri(address: string): Address | null {
  // oxlint-disable-next-line no-control-regex
  if (address === '' || /[\u0000-\u0020\u007F]/.test(address)) return null;
  const rest = address.replace(/^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/[^/?]*/, '');
  const [rawPath = '', ...queries] = rest.split('?');
  if (rawPath !== '*' && !rawPath.startsWith('/') && rest === address) return null;
  const path = unescapePercent(rawPath);
  return path === null ? null : { path, query: parseQuery(queries.join('?')) };
}

/** Parameters with a ";" or a bad escape are dropped, as Go drops them. */
function parseQuery(text: string): ReadonlyMap<string, string> {
  const query = new Map<string, string>();
  for (const part of text.split('&')) {
    if (part === '' || part.includes(';')) continue;
    const equals = part.indexOf('=');
    const key = unescapePercent((equals < 0 ? part : part.slice(0, equals)).replaceAll('+', ' '));
    const value = unescapePercent((equals < 0 ? '' : part.slice(equals + 1)).replaceAll('+', ' '));
    if (key !== null && value !== null && !query.has(key)) query.set(key, value);
  }
  return query;
}

/** Undoes percent-escapes; null when one is incomplete. */
function unescapePercent(text: string): string | null {
  if (!text.includes('%')) return text;
  if (/%(?![0-9a-fA-F]{2})/.test(text)) return null;
  return text.replaceAll(/(?:%[0-9a-fA-F]{2})+/g, (escapes) => {
    const bytes = escapes.match(/[0-9a-fA-F]{2}/g) ?? [];
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(
      Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 16)),
    );
  });
}
