// A log in a node, followed also while the node stops and starts again.
import type { Node, World } from '../core/ports.ts';
import { messageOf, Problem } from '../core/problem.ts';
import { clusterOfNode } from '../kind/cluster-name.ts';
import { API_SERVER_MANIFEST } from '../kind/paths.ts';
import { isSamePlace, otherPlaces, type LogPlace } from '../node/log-place.ts';
import { everything, lastBytes, plainer, resume, scriptArgv, type Start } from './script-call.ts';
import { ScriptOutput, type Piece, type Position } from './script-output.ts';
import { backlogBytes, removedUnread, type Live, type Origin, type Reach } from './source.ts';

/** How long to wait before asking a node again that is down, in milliseconds. */
const RETRY_MS = 500;

const NEWLINE = 10;

/** A log in a node. */
export interface LogInNode {
  readonly node: Node;
  /** Null where the node's log has no such other place. */
  readonly findPlace: (node: Node, signal: AbortSignal) => Promise<LogPlace | null>;
  /** It is not where the log is now: nothing is said while it is not there, or cannot be read. */
  readonly isOther: boolean;
}

/** Gives what is there within the reach, and then what comes; where a stream was cut off, the next one continues. */
export async function* followNode(
  { node, findPlace, isOther }: LogInNode,
  reach: Reach,
  world: Pick<World, 'report' | 'clock'>,
  signal: AbortSignal,
): AsyncGenerator<Live> {
  let origin: Origin = { name: node.name, midway: true };
  const voice = new SourceVoice(node.name, world, isOther);
  const manifest = isOther ? '' : API_SERVER_MANIFEST;
  let place: KnownPlace | null = null;
  let position: Position | null = null;
  let holdsEvents = true;
  for (;;) {
    let output: ScriptOutput | null = null;
    let moved = false;
    try {
      if (place === null || !isOther) {
        const found = await findPlace(node, signal);
        if (found === null) return;
        if (place !== null) voice.isAt(found, place.log);
        place ??= knownPlace(found, reach);
      }
      const start = position === null ? place.start : resume(position);
      output = new ScriptOutput(start[0] === 'last');
      for await (const piece of streamed(node, scriptArgv(place.log, 'live', start, manifest), output, signal)) {
        voice.hear(piece, place.log);
        if (piece.type === 'file') {
          origin = { name: node.name, midway: piece.midway };
          // A container whose server writes to a file has its own log only, which goes some time after the container.
          if (!piece.midway) holdsEvents = !isOther || place.log.kind !== 'pods';
        }
        if (piece.type === 'lines') {
          const bytes = place.plain(piece.block);
          holdsEvents ||= bytes.some((byte) => byte !== NEWLINE);
          yield { type: 'lines', bytes, origin };
        }
        if (piece.type === 'lost' && holdsEvents) yield removedUnread(node.name);
        if (piece.type === 'moved') moved = true;
        if (piece.type === 'caught-up' || piece.type === 'missing') yield { type: 'caught-up' };
      }
      signal.throwIfAborted();
      if (!moved) voice.down('its log cannot be read at the moment');
    } catch (error) {
      signal.throwIfAborted();
      if (!mayPass(error)) throw error;
      voice.down(messageOf(error));
    }
    position = output?.position ?? position;
    if (moved) continue;
    // Other sources need not wait for what a node that is down may hold.
    yield { type: 'caught-up' };
    await world.clock.sleep(RETRY_MS, signal);
  }
}

/** Whether an error means that a node or an engine is down and may come back: the engine's own errors carry a code. */
function mayPass(error: unknown): boolean {
  if (error instanceof Problem) return error.code === 'node-stopped' || error.code === 'engine-unreachable';
  return error instanceof Error && ('code' in error || 'statusCode' in error);
}

interface KnownPlace {
  readonly log: LogPlace;
  readonly start: Start;
  readonly plain: (block: Uint8Array) => Uint8Array;
}

function knownPlace(log: LogPlace, reach: Reach): KnownPlace {
  const bytes = backlogBytes(reach);
  return { log, start: bytes === Infinity ? everything(log, reach) : lastBytes(bytes), plain: plainer(log) };
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

/** Says once when a source is down, when it is back, and when its log has changed. */
class SourceVoice {
  readonly #name: string;
  readonly #world: Pick<World, 'report'>;
  readonly #isOther: boolean;
  #isDown = false;
  #isMissing = false;
  #place: LogPlace | null = null;

  constructor(name: string, world: Pick<World, 'report'>, isOther: boolean) {
    this.#name = name;
    this.#world = world;
    this.#isOther = isOther;
  }

  /** The API server writes its log to a place now, while `followed` and its other places are followed. */
  isAt(now: LogPlace, followed: LogPlace): void {
    const known = [followed, ...otherPlaces(followed), this.#place ?? followed];
    if (known.some((place) => isSamePlace(place, now))) return;
    this.#place = now;
    this.#note(
      `${this.#name} writes its audit log to ${now.path} now, which is not followed; ` +
        `start again: kind-audit logs --follow --name ${clusterOfNode(this.#name)}`,
    );
  }

  down(reason: string): void {
    if (!this.#isDown && !this.#isOther) this.#note(`${this.#name} is down, waiting for it: ${reason}`);
    this.#isDown = true;
  }

  hear({ type }: Piece, { path }: LogPlace): void {
    if (this.#isDown && !this.#isOther) this.#note(`${this.#name} is back`, 'info');
    this.#isDown = false;
    if (type === 'shorter') this.#note(`${this.#name}: the log has become shorter; reading it from its beginning`);
    if (this.#isOther) return;
    if (type === 'missing') this.#note(`${this.#name} has no audit log at ${path}; waiting for it`);
    if (type === 'file' && this.#isMissing) this.#note(`${this.#name}: the log ${path} is there again`, 'info');
    if (type === 'missing' || type === 'file') this.#isMissing = type === 'missing';
  }

  #note(text: string, level: 'info' | 'warn' = 'warn'): void {
    this.#world.report({ type: 'note', level, text });
  }
}
