// The program with one fast way taken out, so that its slow twin does the work: what the fast way is worth.
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildProgram, inChunks } from '../program.mjs';
import { ratio, row } from './measure.mjs';

/** A fast way is kept when it is at least so many times as fast as its twin, on a row that the README shows. */
const BAR = 1.3;

/** The module, the text in it, and what replaces that text, by the name of the twin. */
const changes = {
  'one thread': ['src/io/threads.ts', 'const worker = new Worker(', "throw new Error('taken out'); new Worker("],
  'every line parsed': [
    'src/events/quick-line.ts',
    'const begun = matched(beginning, line, 0);',
    'const begun = null;',
  ],
};

/** Bundles a twin into a folder; gives the path of its program. */
export async function buildTwin(name, folder) {
  const place = join(folder, name.replaceAll(' ', '-'));
  mkdirSync(place);
  // The program looks for these next to its own folder.
  for (const shared of ['package.json', 'templates']) symlinkSync(resolve(shared), join(place, shared));
  await buildProgram(join(place, 'dist'), {
    minifySyntax: true,
    minifyWhitespace: true,
    logLevel: 'error',
    plugins: [replacing(name), ...inChunks.plugins],
  });
  return join(place, 'dist', 'main.js');
}

function replacing(name) {
  const [module, from, to] = changes[name];
  return {
    name,
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        if (path !== resolve(module)) return undefined;
        const text = readFileSync(path, 'utf8');
        if (!text.includes(from)) throw new Error(`${module} does not hold "${from}": change twins.mjs with it`);
        return { contents: text.replace(from, to), loader: 'ts' };
      });
    },
  };
}

/** Prints a twin's time, and how many times as fast the program is. */
export function twinRow(name, twin, own) {
  row(`  ${name} (bar: ${BAR})`, `${twin.toFixed(2)} s`, `${ratio(twin, own)}${twin / own < BAR ? ' below' : ''}`);
}
