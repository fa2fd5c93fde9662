// What kubectl sends with --raw: the address as it is written.
import { requestFromUrl } from '../from-url.ts';
import type { Sent } from './asking.ts';
import type { Line } from './read-line.ts';
import { Refusal } from '../refusal.ts';

/** The request of a raw address with a method. Throws a Refusal where it is no address. */
export function raw(line: Line, method: string): Sent {
  const address = line.flags.get('raw') ?? '';
  if (line.words.length > 0)
    throw new Refusal('kubectl rejects a resource beside --raw', `write only ${line.command} --raw ${address}`);
  const found = address.startsWith('/') ? requestFromUrl(method, address) : null;
  if (found === null) throw new Refusal(`"${address}" is not a path of the API server`, 'write such as --raw /healthz');
  return { requests: [found], besides: [] };
}
