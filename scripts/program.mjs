// The program as a bundle: one small entry, a chunk per command, and the modules that threads load by name.
import { build } from 'esbuild';
import { forNode } from './bundling.mjs';
import { sharedWords } from './shared-words.mjs';

/** What runs in threads: a thread is a program of its own, and loads its work by name. */
export const threadEntries = ['src/io/thread.ts', 'src/events/digest-work.ts', 'src/policy/replay/replay-work.ts'];

/** Options for esbuild that put entries next to each other, with what they share in chunks. */
export const inChunks = {
  ...forNode,
  plugins: [...forNode.plugins, sharedWords],
  entryNames: '[name]',
  splitting: true,
  chunkNames: '[name]-[hash]',
};

/** Bundles the program into a folder; `options` are added to those for esbuild. */
export async function buildProgram(outdir, options = {}) {
  return build({ ...inChunks, entryPoints: ['src/main.ts', ...threadEntries], outdir, ...options });
}
