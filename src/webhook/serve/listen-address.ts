// The address that a server listens on, as it is written and as it is in a URL.

/** An address of this machine, or a name of one, and a port; 0 for one that is free. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** Reads HOST, HOST:PORT, :PORT or [IPV6]:PORT; null for anything else. Without a host it is the loopback one. */
export function parseListenAddress(text: string): ListenAddress | null {
  const found = /^(?:\[([\da-f:.]+)\]|([\w.-]*))(?::(\d{1,5}))?$/i.exec(text);
  if (found === null || text === '') return null;
  const [, v6, name = '', digits = '0'] = found;
  const port = Number(digits);
  return port > 65_535 ? null : { host: v6 ?? (name === '' ? '127.0.0.1' : name), port };
}

/** Whether it stands for all addresses of the machine, and so cannot be connected to as it is. */
export function isEveryAddress(host: string): boolean {
  return host === '0.0.0.0' || /^[0:]+$/.test(host);
}

/** The host in a URL by which a client on this machine reaches it. */
export function hostInUrl(host: string): string {
  if (isEveryAddress(host)) return host.includes(':') ? '[::1]' : '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
