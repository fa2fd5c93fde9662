// The address of a container engine, read: what docker accepts in DOCKER_HOST and in a context.

/** Where to connect to. `port` is a number from 1 to 65535. */
export type EngineAddress =
  | { readonly by: 'socket'; readonly path: string }
  | { readonly by: 'tcp' | 'https'; readonly host: string; readonly port: number }
  | {
      readonly by: 'ssh';
      readonly host: string;
      readonly user?: string;
      readonly port?: number;
      readonly path?: string;
    };

/** Bytes that a socket's path may have: connect(2) cuts a longer one short. Source: unix(7), sun_path. */
const LONGEST_PATH = 107;

/** The ports of docker's own client. Source: docker/cli, opts/hosts.go. */
const ports = { plain: 2375, tls: 2376 } as const;

const examples = 'unix:///var/run/docker.sock, tcp://HOST:2375 or ssh://USER@HOST';

/**
 * Reads an address. `tls` is whether the connection is to be encrypted, for tcp. Gives the reason in words where the
 * text is no address.
 */
export function readEngineAddress(text: string, tls: boolean): EngineAddress | string {
  if (/\p{Cc}/u.test(text)) return 'it has a control character in it';
  if (text.trim() !== text) return 'it begins or ends with a space';
  const [, scheme, rest = ''] = /^([^:/]*):\/\/(.*)$/.exec(text) ?? [];
  if (scheme === undefined)
    return text.startsWith('/') ? `a socket is written unix://${text}` : `it does not begin like ${examples}`;
  if (scheme === 'unix') return readSocket(rest);
  if (scheme === 'npipe') return 'named pipes are of Windows';
  if (scheme !== 'tcp' && scheme !== 'http' && scheme !== 'https' && scheme !== 'ssh')
    return `"${scheme}" is not a way to an engine: it begins like ${examples}`;
  // As http, so that the host is checked and spelled as for any other server; ssh has names of its own.
  const url = parse(scheme === 'ssh' ? text : `http://${rest}`);
  if (url === null) return 'it has no valid host and port';
  if (url.search !== '' || url.hash !== '' || /[?#]/.test(rest)) return 'it has a "?" or a "#" in it';
  if (scheme === 'ssh') return readSsh(url);
  if (url.username !== '' || url.password !== '') return 'a user and a password are not sent to an engine';
  if (url.pathname !== '/') return 'it has a path after the host';
  if (scheme === 'http' && tls) return 'TLS is asked for, and http:// has none: use tcp://';
  const encrypted = tls || scheme === 'https';
  // The port 80 is left out by URL.
  const port = /:0*80\/?$/.test(rest) ? 80 : Number(url.port || (encrypted ? ports.tls : ports.plain));
  if (port === 0) return 'the port 0 is none';
  return { by: encrypted ? 'https' : 'tcp', host: withoutBrackets(url.hostname), port };
}

function readSocket(path: string): EngineAddress | string {
  if (!path.startsWith('/')) return 'the path of a socket begins with "/": unix:///var/run/docker.sock';
  if (new TextEncoder().encode(path).length > LONGEST_PATH)
    return `the path of a socket has at most ${LONGEST_PATH} bytes`;
  return { by: 'socket', path };
}

/** As docker reads it, but for names that ssh or a shell could take for something else. Source: docker/cli, cli/connhelper/ssh. */
function readSsh({ hostname, username, password, port, pathname }: URL): EngineAddress | string {
  if (password !== '') return 'ssh:// with a password is not supported: use a key';
  if (port === '0') return 'the port 0 is none';
  const host = withoutBrackets(hostname);
  if (!/^(?:[a-zA-Z0-9_][\w.:-]*|::[\da-f:.]*)$/.test(host)) return 'the name of the host is not one for ssh';
  if (username !== '' && !/^[a-zA-Z0-9_][\w.@+-]*$/.test(username)) return 'the name of the user is not one for ssh';
  if (!/^[\w./-]*$/.test(pathname)) return 'the path on the host has characters that a shell would read';
  return {
    by: 'ssh',
    host,
    ...(username === '' ? {} : { user: username }),
    ...(port === '' ? {} : { port: Number(port) }),
    ...(pathname.replaceAll('/', '') === '' ? {} : { path: pathname }),
  };
}

function withoutBrackets(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

function parse(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
