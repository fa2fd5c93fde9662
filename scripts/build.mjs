// Bundles src/ into dist/: one small entry and a chunk per command, so that start-up stays near bare node.
import { rm } from 'node:fs/promises';
import { build } from 'esbuild';

await rm('dist', { recursive: true, force: true });
const result = await build({
  // A thread is a program of its own, and loads its work by name.
  entryPoints: ['src/main.ts', 'src/io/thread.ts', 'src/events/digest-work.ts'],
  entryNames: '[name]',
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // dockerode's dependencies look for files beside themselves, so it cannot be bundled.
  external: ['dockerode'],
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'eof',
  // Bundled CommonJS libraries call require for node's own modules.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
  chunkNames: '[name]-[hash]',
  metafile: true,
  logLevel: 'warning',
});
const bytes = Object.values(result.metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
console.error(`dist/: ${Object.keys(result.metafile.outputs).length} files, ${(bytes / 1024).toFixed(0)} KiB`);
