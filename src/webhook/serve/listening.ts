// Starts a receiver of events: what keeps it from listening in words, and its certificate swapped while it runs.
import type { HttpServer, Serving } from '../../core/http-server.ts';
import type { World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import type { watchPair } from '../certificates/serving-pair.ts';
import { hostInUrl, type ListenAddress } from './listen-address.ts';
import { portHolder } from './port-holder.ts';

/** Listens; throws a Problem where that is not possible. `command` is what to type with another address. */
export async function listening(
  { host, port }: ListenAddress,
  { listen, exec }: Pick<World, 'listen' | 'exec'>,
  serving: Omit<Serving, 'host' | 'port'>,
  command: string,
): Promise<HttpServer> {
  try {
    return await listen({ ...serving, host, port });
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    const address = `${hostInUrl(host)}:${port}`;
    const isTaken = 'code' in error && error.code === 'EADDRINUSE';
    const holder = isTaken ? await portHolder(port, { exec }) : null;
    const by = holder === null ? '' : `, by ${holder}`;
    throw new Problem('command-failed', `cannot listen on ${address}: ${reasonOf(error)}${by}`, {
      hint: isTaken
        ? `see who has it: ss -ltnp 'sport = :${port}'; or let one be chosen: ${command} --listen ${hostInUrl(host)}:0`
        : `name an address of this machine: ${command} --listen 127.0.0.1:0`,
      cause: error,
    });
  }
}

/** What the operating system says, without its code and the address: Node writes "listen CODE: words ADDRESS". */
function reasonOf({ message }: Error): string {
  return /^listen E[A-Z]+: (.+) \S+$/.exec(message)?.[1] ?? message;
}

/** What is done about the files of a serving certificate that change. */
export function swapper(
  server: HttpServer,
  folder: string,
  { report }: Pick<World, 'report'>,
): Parameters<typeof watchPair>[3] {
  return {
    onNew(pair) {
      server.useTls(pair);
      report({ type: 'note', level: 'info', text: `New connections get the new certificate of ${folder}.` });
    },
    onFault: (fault) =>
      report({ type: 'note', level: 'warn', text: `${folder}: ${fault}; the earlier certificate stays in use` }),
  };
}
