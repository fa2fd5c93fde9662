// A stream that pretends to be a terminal and keeps what is drawn.
import { Writable } from 'node:stream';

/** The stream, and all that was written to it so far. */
export function fakeTerminal(): { readonly stream: NodeJS.WriteStream; text(): string } {
  let text = '';
  const stream = Object.assign(
    new Writable({ write: (chunk: Buffer, _encoding, done) => ((text += chunk.toString()), done()) }),
    { isTTY: true, columns: 100, rows: 40 },
  );
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => text };
}
