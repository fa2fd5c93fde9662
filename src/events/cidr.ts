// Ranges of addresses, such as 192.0.2.0/24 and 2001:db8::/32.

/** An address as a number, and how many bits it has; null for what is none. */
function parseIp(text: string): { readonly value: bigint; readonly bits: number } | null {
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) {
    const parts = text.split('.').map(Number);
    if (parts.some((part) => part > 255)) return null;
    return { value: BigInt(parts.reduce((sum, part) => sum * 256 + part, 0)), bits: 32 };
  }
  if (!/^[0-9a-f:]{2,39}$/i.test(text)) return null;
  const [before = '', after, ...more] = text.split('::');
  const [head, tail] = [before, after ?? ''].map((half) => (half === '' ? [] : half.split(':')));
  if (head === undefined || tail === undefined || more.length > 0) return null;
  const missing = 8 - head.length - tail.length;
  if (after === undefined ? missing !== 0 : missing < 1) return null;
  const parts = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  if (!parts.every((part) => /^[0-9a-f]{1,4}$/i.test(part))) return null;
  return { value: BigInt(`0x${parts.map((part) => part.padStart(4, '0')).join('')}`), bits: 128 };
}

/** A test of addresses for a range, or for an address however it is spelled; null where the text is neither. */
export function addressRange(text: string): ((address: string) => boolean) | null {
  const [, start = '', length] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const from = parseIp(start);
  const kept = length === undefined ? from?.bits : Number(length);
  if (from === null || kept === undefined || kept > from.bits) return null;
  const shift = BigInt(from.bits - kept);
  return (address) => {
    const found = parseIp(address);
    return found !== null && found.bits === from.bits && found.value >> shift === from.value >> shift;
  };
}
