// A forwarder in a fake world: its clients, its backends, and its disk.
import type { NoAnswer, SenderSettings, SentAnswer } from '../../src/core/http-sender.ts';
import type { Serving } from '../../src/core/http-server.ts';
import { Problem } from '../../src/core/problem.ts';
import { pem } from '../../src/io/pem.ts';
import { fakeDisk, type FakeDisk } from './append-files.ts';
import { fakeListen, type Send } from './http-server.ts';
import type { CliOptions } from './run-cli.ts';
import { shippedTemplates } from './shipped.ts';
import { fakeWorld, type FakeWorld, type FakeWorldOptions } from './world.ts';

/** What a backend was sent, as text. */
export interface SentBody {
  readonly settings: SenderSettings;
  readonly body: string;
}

export interface Forwarding extends CliOptions {
  readonly world: FakeWorld;
  readonly disk: FakeDisk;
  readonly sent: readonly SentBody[];
}

/** What happens around it. */
export interface Around extends Pick<FakeWorldOptions, 'files' | 'parts' | 'command'> {
  /** Sends what it wants, as soon as the server for events listens; after that comes Ctrl-C. */
  readonly clients?: (send: Send, metrics: Send, serving: Serving) => Promise<void>;
  readonly answer?: (sent: SentBody, number: number) => SentAnswer | NoAnswer;
  readonly disk?: FakeDisk;
}

const METRICS_PORT = 9464;
const fine: SentAnswer = { status: 200, retryAfter: null, location: null, body: '' };

export function forwarding({
  clients = async () => undefined,
  answer = () => fine,
  files = {},
  parts = {},
  command = () => undefined,
  disk = fakeDisk(),
}: Around = {}): Forwarding {
  const sent: SentBody[] = [];
  let metrics: Send = async () => 'drop';
  const project = Object.fromEntries(
    Object.entries(files).map(([name, data]) => [name.startsWith('/') ? name : `/project/${name}`, data]),
  );
  const events: { send: Send; serving: Serving }[] = [];
  const world: FakeWorld = fakeWorld({
    files: { ...shippedTemplates, ...project },
    command,
    parts: {
      pem,
      appendFiles: async () => disk.files,
      listen: fakeListen(async (send, serving) => {
        // The server for events listens first, and waits for that of the metrics.
        if (serving.port !== METRICS_PORT) {
          events.push({ send, serving });
          return;
        }
        metrics = send;
        const [first] = events;
        if (first !== undefined) await clients(first.send, metrics, first.serving);
        world.stop.abort(new Problem('interrupted', 'interrupted'));
      }),
      openSender: async (settings) => ({
        async send(bytes, signal) {
          signal.throwIfAborted();
          sent.push({ settings, body: Buffer.from(bytes).toString() });
          return answer(sent.at(-1) as SentBody, sent.length);
        },
        close: () => undefined,
      }),
      ...parts,
    },
  });
  return { world, disk, sent };
}
