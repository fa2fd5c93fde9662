// The option that names an address to listen on.
import { Problem } from '../../core/problem.ts';
import { parseListenAddress, type ListenAddress } from '../../webhook/serve/listen-address.ts';

/** A parser, for OptionSpec.parse; `command` is what to type with another address. */
export function listenAddress(command: string): (value: string) => ListenAddress {
  return (value) => {
    const address = parseListenAddress(value);
    if (address !== null) return address;
    throw new Problem('usage', 'must be HOST:PORT, such as 127.0.0.1:8443 or [::1]:8443', {
      hint: `${command} --listen 127.0.0.1:8443`,
    });
  };
}
