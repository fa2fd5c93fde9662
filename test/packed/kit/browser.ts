// A page in a real browser: Debian's chromium without a window, spoken to through its debugging pipe.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

type Fields = Readonly<Record<string, unknown>>;

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Fields;
  readonly result?: Fields;
  readonly error?: { readonly message: string };
}

export interface Page {
  /** What an expression gives in the page, as JSON carries it. */
  evaluate<Value>(expression: string): Promise<Value>;
  /** The looks that the page is asked for. */
  show(looks: { width: number; scheme: 'light' | 'dark' }): Promise<void>;
  /** Addresses that were asked for, the page's own first. */
  readonly requests: readonly string[];
  /** What went to the console, errors and broken rules of the page's own policy included. */
  readonly console: readonly string[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** Opens an address and waits until it is loaded. */
export async function openPage(url: string): Promise<Page> {
  const profile = mkdtempSync(join(tmpdir(), 'kind-audit-browser-'));
  const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'];
  const child = spawn('chromium', [...flags, '--remote-debugging-pipe', `--user-data-dir=${profile}`], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    env: { ...process.env, HOME: profile },
  });
  const ended = once(child, 'exit');
  const browser = talk(child.stdio[3] as Writable, child.stdio[4] as Readable, ended);
  const { targetId } = await browser.ask('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await browser.ask('Target.attachToTarget', { targetId, flatten: true });
  const ask = (method: string, params: Fields = {}): Promise<Fields> =>
    browser.ask(method, params, sessionId as string);

  const requests: string[] = [];
  const console: string[] = [];
  browser.hear('Network.requestWillBeSent', ({ request }) => requests.push((request as { url: string }).url));
  browser.hear('Runtime.consoleAPICalled', ({ type, args }) =>
    console.push(`${String(type)}: ${JSON.stringify(args)}`),
  );
  browser.hear('Runtime.exceptionThrown', (thrown) => console.push(JSON.stringify(thrown)));
  browser.hear('Log.entryAdded', ({ entry }) => console.push(JSON.stringify(entry)));
  for (const domain of ['Network', 'Runtime', 'Log', 'Page']) await ask(`${domain}.enable`);
  const loaded = new Promise<void>((resolve) => browser.hear('Page.loadEventFired', () => resolve()));
  await ask('Page.navigate', { url });
  await loaded;

  return {
    requests,
    console,
    async evaluate<Value>(expression: string) {
      const { result, exceptionDetails } = await ask('Runtime.evaluate', {
        expression,
        returnByValue: true,
        awaitPromise: true,
      });
      if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
      return (result as { value: Value }).value;
    },
    async show({ width, scheme }) {
      await ask('Emulation.setDeviceMetricsOverride', { width, height: 800, deviceScaleFactor: 1, mobile: false });
      await ask('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });
    },
    async [Symbol.asyncDispose]() {
      await browser.ask('Browser.close').catch(() => undefined);
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

interface Conversation {
  ask(method: string, params?: Fields, sessionId?: string): Promise<Fields>;
  hear(method: string, listener: (params: Fields) => void): void;
}

/** Questions and answers through a pair of pipes: JSON, with a zero byte after each message. */
function talk(questions: Writable, answers: Readable, ended: Promise<unknown>): Conversation {
  const waiting = new Map<number, (message: Message) => void>();
  const listeners = new Map<string, (params: Fields) => void>();
  let last = 0;
  let rest = '';
  answers.setEncoding('utf8');
  answers.on('data', (piece: string) => {
    const messages = `${rest}${piece}`.split('\0');
    rest = messages.pop() ?? '';
    for (const text of messages) {
      const message = JSON.parse(text) as Message;
      if (message.id !== undefined) waiting.get(message.id)?.(message);
      else listeners.get(message.method ?? '')?.(message.params ?? {});
    }
  });
  questions.on('error', () => undefined);
  const gone = ended.then(() => {
    throw new Error('the browser has ended');
  });
  gone.catch(() => undefined);
  return {
    hear: (method, listener) => void listeners.set(method, listener),
    ask(method, params = {}, sessionId) {
      last += 1;
      const id = last;
      const answer = new Promise<Fields>((resolve, reject) => {
        waiting.set(id, ({ result, error }) => {
          waiting.delete(id);
          if (error === undefined) resolve(result ?? {});
          else reject(new Error(`${method}: ${error.message}`));
        });
      });
      questions.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
      return Promise.race([answer, gone]);
    },
  };
}
