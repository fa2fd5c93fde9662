// A log in a node, followed through whatever happens to the node.
import type { Node } from '../core/ports.ts';
import { messageOf, Problem } from '../core/problem.ts';
import type { Digesting } from './digesting.ts';
import type { LogPlace } from './log-place.ts';
import { plainer, scriptArgv, type Start } from './script-call.ts';
import { ScriptOutput, type Piece, type Position } from './script-output.ts';
import type { Live, LogWorld } from './source.ts';

/** How long to wait before asking a node again that is down, in milliseconds. */
const RETRY_MS = 500;

/** Gives what is there from the start on, and then what comes: where a stream broke off, the next one goes on. */
export async function* followNode(
  node: Node,
  place: LogPlace,
  firstStart: Start,
  world: LogWorld,
  digesting: Digesting,
  signal: AbortSignal,
): AsyncGenerator<Live> {
  const plain = plainer(place);
  const voice = new SourceVoice(node.name, place, world);
  let position: Position | null = null;
  let start = firstStart;
  for (;;) {
    const output = new ScriptOutput(start[0] === 'last');
    try {
      for await (const piece of streamed(node, scriptArgv(place, 'live', start), output, signal)) {
        voice.hear(piece);
        if (piece.type === 'lines') yield { type: 'block', block: plain(piece.block) };
        if (piece.type === 'caught-up' || piece.type === 'missing') yield { type: 'caught-up' };
      }
      signal.throwIfAborted();
      voice.down('its log cannot be read at the moment');
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof Problem && error.code === 'cluster-missing') throw error;
      voice.down(messageOf(error));
    }
    digesting.account.overlong += output.lines.overlong;
    signal.throwIfAborted();
    // Nobody needs to wait for what a node that is down may hold.
    yield { type: 'caught-up' };
    position = output.position ?? position;
    if (position !== null) start = ['resume', position.identity, String(position.offset), position.after];
    await world.clock.sleep(RETRY_MS, signal);
  }
}

async function* streamed(
  node: Node,
  argv: readonly string[],
  output: ScriptOutput,
  signal: AbortSignal,
): AsyncGenerator<Piece> {
  await using stream = await node.stream(argv, signal);
  for await (const bytes of stream.stdout) yield* output.push(bytes);
}

/** Says once when a source is down, when it is back, and what it lacks. */
class SourceVoice {
  readonly #name: string;
  readonly #place: LogPlace;
  readonly #world: Pick<LogWorld, 'report' | 'clock'>;
  #isDown = false;

  constructor(name: string, place: LogPlace, world: Pick<LogWorld, 'report' | 'clock'>) {
    this.#name = name;
    this.#place = place;
    this.#world = world;
  }

  down(reason: string): void {
    if (!this.#isDown) this.#note(`${this.#name} is down, waiting for it: ${reason}`);
    this.#isDown = true;
  }

  hear({ type }: Piece): void {
    if (this.#isDown) this.#note(`${this.#name} is back`, 'info');
    this.#isDown = false;
    if (type === 'lost') this.#note(`${this.#name}: the log was removed before it was read; events are missing`);
    if (type === 'missing') this.#note(`${this.#name} has no audit log at ${this.#place.path}; waiting for it`);
  }

  #note(text: string, level: 'info' | 'warn' = 'warn'): void {
    this.#world.report({ type: 'note', level, text });
  }
}
