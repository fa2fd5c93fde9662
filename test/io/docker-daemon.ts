// A Docker daemon for tests: a real Unix socket, each answer by script, also the broken ones.
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A JSON document, several of which the last is given again and again, an HTTP status with its message, frames of a command's output, or a way to answer badly. */
export type Answer =
  | { readonly json: unknown }
  | { readonly jsons: unknown[] }
  | { readonly status: number }
  /** An answer that sends the client to another address. */
  | { readonly redirect: string }
  | { readonly frames: readonly Buffer[] }
  /** The same through a proxy that upgrades no connection; the second frame comes so many milliseconds after the first. */
  | { readonly proxied: readonly [Buffer, Buffer]; readonly gapMs: number }
  /** A command that prints what it is sent, until its input ends. */
  | 'cat'
  | Bad;

/** The ways to answer badly: not at all, the first half and no more, something that is not HTTP, or a closed connection. */
export const badAnswers = ['silent', 'half', 'garbage', 'hangs up'] as const;
export type Bad = (typeof badAnswers)[number];

export interface Daemon extends AsyncDisposable {
  readonly host: string;
  /** The requests so far, as method and path. */
  readonly asked: string[];
  /** Resolves when a request for the path is there. */
  whenAsked(path: string): Promise<void>;
  /** Resolves when no client is connected any more. */
  whenAlone(): Promise<void>;
}

/** Listens, and answers a request by the first row whose text its "METHOD path" contains; a ping is answered well. */
export async function dockerDaemon(rows: Readonly<Record<string, Answer>>): Promise<Daemon> {
  const folder = await mkdtemp(join(tmpdir(), 'kind-audit-docker-'));
  const asked: string[] = [];
  const open = new Set<Socket>();
  const watchers = new Set<() => void>();
  const changed = (): void => watchers.forEach((watcher) => watcher());
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => (open.delete(socket), changed()));
    socket.on('data', (bytes) => {
      const request = /^([A-Z]+ \S+) HTTP/.exec(bytes.toString())?.[1];
      if (request === undefined) return;
      asked.push(request);
      const row = Object.entries(rows).find(([text]) => request.includes(text))?.[1];
      answer(socket, nextOf(row) ?? (request.includes('/_ping') ? { json: 'OK' } : { status: 404 }));
      changed();
    });
  });
  const path = join(folder, 'docker.sock');
  await new Promise<void>((resolve) => void server.listen(path, resolve));
  const until = async (is: () => boolean): Promise<void> => {
    while (!is()) {
      await new Promise<void>((resolve) => {
        const watcher = (): void => (watchers.delete(watcher), resolve());
        watchers.add(watcher);
      });
    }
  };
  return {
    host: `unix://${path}`,
    asked,
    whenAsked: (path) => until(() => asked.some((request) => request.includes(path))),
    whenAlone: () => until(() => open.size === 0),
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
}

function nextOf(row: Answer | undefined): Exclude<Answer, { jsons: unknown[] }> | undefined {
  if (typeof row !== 'object' || !('jsons' in row)) return row;
  return { json: row.jsons.length > 1 ? row.jsons.shift() : row.jsons[0] };
}

const UPGRADED = 'HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n';

function answer(socket: Socket, row: Exclude<Answer, { jsons: unknown[] }>): void {
  if (row === 'silent') return;
  if (row === 'hangs up') return void socket.end();
  if (row === 'garbage') return void socket.end('SSH-2.0-OpenSSH_9.6\r\n');
  if (row === 'cat') {
    socket.write(UPGRADED);
    return void socket.on('data', (bytes) => socket.write(frame(1, bytes.toString())));
  }
  if (row === 'half') return void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"Id": "');
  if ('proxied' in row) {
    const [first, second] = row.proxied;
    socket.write('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n');
    socket.write(first);
    return void setTimeout(() => socket.end(second), row.gapMs);
  }
  if ('frames' in row) {
    socket.write(UPGRADED);
    for (const frame of row.frames) socket.write(frame);
    // Without a frame the command runs and prints nothing.
    if (row.frames.length > 0) socket.end();
    return;
  }
  if ('redirect' in row) {
    return void socket.end(`HTTP/1.1 301 Moved\r\nLocation: ${row.redirect}\r\nContent-Length: 2\r\n\r\n{}`);
  }
  const status = 'status' in row ? row.status : 200;
  const body = JSON.stringify('status' in row ? { message: 'as scripted' } : row.json);
  socket.write(`HTTP/1.1 ${status} As Scripted\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

/** Output as the engine frames it: 1 is standard output, 2 is standard error, 3 is an error of the engine. */
export function frame(type: 1 | 2 | 3, text: string): Buffer {
  const header = Buffer.alloc(8);
  header[0] = type;
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
}
