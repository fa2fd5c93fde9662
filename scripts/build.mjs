// Bundles src/ into dist/: the program, one small entry and a chunk per command, so that start-up stays near bare node;
// and the library, one file for node and browsers alike, with its types.
import { rm } from 'node:fs/promises';
import { build } from 'esbuild';
import { writeDeclarations } from './declarations.mjs';
import { writeNotices } from './notices.mjs';
import { buildProgram } from './program.mjs';

await rm('dist', { recursive: true, force: true });
const common = {
  outdir: 'dist',
  bundle: true,
  format: 'esm',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'eof',
  metafile: true,
  logLevel: 'warning',
};
const program = await buildProgram('dist', common);
const library = await build({ ...common, entryPoints: ['src/index.ts'], platform: 'neutral', target: 'es2022' });
writeDeclarations('src/index.ts', 'dist/types');

const metafiles = [program, library].map(({ metafile }) => metafile);
writeNotices(metafiles, 'dist/NOTICES.txt');
const outputs = metafiles.flatMap(({ outputs }) => Object.values(outputs));
const bytes = outputs.reduce((sum, output) => sum + output.bytes, 0);
console.error(`dist/: ${outputs.length} files, ${(bytes / 1024).toFixed(0)} KiB`);
