// Holding requests on kept connections while their server stops, so that none of them is answered 503.
import { commandFailed } from '../core/command-failed.ts';
import type { Node } from '../core/ports.ts';
import { SECOND_PORT, TABLE } from './names.ts';
import holdScript from './scripts/hold.sh';
import releaseScript from './scripts/release-held.sh';

/** Seconds for which requests on kept connections are held at most; clients of the control plane wait 5 for an answer. */
export const HELD_S = 4;

/**
 * Seconds from the moment at which new connections go elsewhere until those that are kept are held. A client that has just
 * connected gets its answer in them: a server that stops closes a connection without an answer where nothing was asked within
 * five seconds, and a request that is held may come later than that, since TCP doubles its waits.
 * Source: net/http, Server.closeIdleConns.
 */
export const SETTLE_S = 2;

/**
 * Holds what clients send on connections to a port of the set "held", which they send again by themselves, while its server
 * stops: it would answer 503 to a request that arrives between SIGTERM and its word to the client that the connection ends.
 * After that word a client asks on another connection. Bare acknowledgements pass, so that answers are not slowed down. A port
 * leaves the set by itself, also where nobody is left to remove it.
 */
export const holdingChain: readonly string[] = [
  '  set held {',
  '    type inet_service',
  '    flags timeout',
  '  }',
  '  chain input {',
  '    type filter hook input priority -10',
  '    ip saddr 127.0.0.0/8 accept',
  '    ip6 saddr ::1 accept',
  '    tcp dport @held ct state established meta length > 84 drop',
  '  }',
];

/** The table without the redirect, holding the connections that are kept with the second server. */
export const holdingTable = [
  `table inet ${TABLE}`,
  `delete table inet ${TABLE}`,
  `table inet ${TABLE} {`,
  ...holdingChain,
  '}',
  `add element inet ${TABLE} held { ${SECOND_PORT} timeout ${HELD_S}s }`,
  '',
].join('\n');

/** Holds the connections that are kept with a redirected node's first server, which is about to be stopped. */
export async function holdKept(node: Node, port: number): Promise<void> {
  const text = `add element inet ${TABLE} held { ${port} timeout ${HELD_S}s }\n`;
  const argv = ['bash', '-c', holdScript, 'hold', String(SETTLE_S)];
  const ran = await node.run(argv, { stdin: text, timeoutMs: 20_000 });
  if (ran.exitCode !== 0) throw commandFailed(ran, `cannot hold connections in ${node.name}`);
}

/**
 * Waits until the server at this port has said that its connections end, and then holds them no longer. Until a server listens
 * there again, the kernel's memory of ended connections to it is cleared.
 */
export async function releaseKept(node: Node, port: number): Promise<void> {
  await node.run(['bash', '-c', releaseScript, 'release', TABLE, String(port), String(HELD_S)], { timeoutMs: 90_000 });
}
