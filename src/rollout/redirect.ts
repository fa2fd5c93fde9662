// The redirect of new connections from the first API server of a node to the second: one table of our own.
import { commandFailed } from '../core/command-failed.ts';
import type { Node } from '../core/ports.ts';
import { holdingChain } from './hold-kept.ts';
import { SECOND_PORT, TABLE } from './names.ts';

/** Where clients reach the first API server. */
export interface ServedAt {
  /** Where it listens on every address of the node. */
  readonly port: number;
  /** The node's own address; "" where none is known. */
  readonly address: string;
  /** The address and port of the service "kubernetes"; null where it could not be read. */
  readonly service: { readonly address: string; readonly port: number } | null;
}

/**
 * The table for `nft -f`. Its chains come before those of kube-proxy (-100): the first decision about a connection's address
 * stands. Only new connections are looked at. The node's own loopback stays with the first server, which is asked there, and
 * whose own client uses it. Each rule is on a line of its own: nft rejects a brace right after one.
 */
export function redirectTable({ port, address, service }: ServedAt): string {
  const rules = [
    ...(service === null
      ? []
      : [
          `${family(service.address)} daddr ${service.address} tcp dport ${service.port} dnat ${family(address)} to ${
            address.includes(':') ? `[${address}]` : address
          }:${SECOND_PORT}`,
        ]),
    `fib daddr type local tcp dport ${port} redirect to :${SECOND_PORT}`,
  ];
  const chain = (name: string, first: readonly string[]): readonly string[] => [
    `  chain ${name} {`,
    `    type nat hook ${name} priority -110`,
    ...[...first, ...rules].map((rule) => `    ${rule}`),
    '  }',
  ];
  return [
    // Created where it is not there, so that the deletion never fails: a second run replaces the table.
    `table inet ${TABLE}`,
    `delete table inet ${TABLE}`,
    `table inet ${TABLE} {`,
    ...chain('prerouting', []),
    ...chain('output', ['ip daddr 127.0.0.0/8 return', 'ip6 daddr ::1 return']),
    ...holdingChain,
    '}',
    '',
  ].join('\n');
}

function family(address: string): 'ip' | 'ip6' {
  return address.includes(':') ? 'ip6' : 'ip';
}

/** Puts the redirect into effect; a node that has it already gets it again. */
export async function redirect(node: Node, at: ServedAt): Promise<void> {
  const ran = await node.run(['nft', '-f', '-'], { stdin: redirectTable(at), timeoutMs: 10_000 });
  if (ran.exitCode !== 0) throw commandFailed(ran, `cannot redirect connections in ${node.name}`);
}

/** Removes the redirect; nothing happens where there is none. */
export async function endRedirect(node: Node): Promise<void> {
  const text = `table inet ${TABLE}\ndelete table inet ${TABLE}\n`;
  const ran = await node.run(['nft', '-f', '-'], { stdin: text, timeoutMs: 10_000 });
  // Without the program there was never a table.
  if (ran.exitCode !== 0 && ran.exitCode !== 127 && !ran.missing)
    throw commandFailed(ran, `cannot end the redirect of connections in ${node.name}`);
}
