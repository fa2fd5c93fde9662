// Digesting as the work of a thread: settings in, a digest out for every stretch.
import type { Within } from '../core/ports.ts';
import { createDigester, type Digest, type DigestSettings } from './digest.ts';

/** What a thread needs: the settings of the digest, and the moment that relative times count from. */
export interface DigestWork {
  readonly settings: DigestSettings;
  readonly now: number;
}

/** Gives the work, and with each result the memory that may be handed over instead of copied. */
export async function createWork(
  { settings, now }: DigestWork,
  within: Within,
): Promise<(blocks: Iterable<Uint8Array>, memory?: ArrayBuffer) => { result: Digest; transfer: ArrayBuffer[] }> {
  const digest = await createDigester(settings, within);
  return (blocks, spare) => {
    const result = digest(blocks, now, spare);
    const { text, ends, times } = result.records;
    const memory = text.length === 0 ? [] : [text, ends, times];
    return { result, transfer: memory.map(({ buffer }) => buffer as ArrayBuffer) };
  };
}
