// Small modules that nearly every command loads, kept in one chunk: each further file costs a command about a millisecond.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

const core = resolve('src/core');

/** Modules of src/core/ that load a library. */
const heavy = new Set(['display-width.ts', 'code-frame.ts']);

/** A plugin for esbuild: every module outside of src/core/ reaches all of it, so that it makes up one chunk. */
export const sharedWords = {
  name: 'shared-words',
  setup(build) {
    const words = readdirSync(core).filter((name) => name.endsWith('.ts') && !heavy.has(name));
    const loading = words.filter((name) =>
      /^import (?!type).* from '(?!\.)/m.test(readFileSync(join(core, name), 'utf8')),
    );
    if (loading.length > 0)
      throw new Error(`src/core/: ${loading.join(', ')}: name what loads a library in ${import.meta.url}`);
    const imports = words.map((name) => `import ${JSON.stringify(`shared-words:${name}`)};`).join('');
    const shared = (path) => ({ path, sideEffects: true });
    build.onResolve({ filter: /^shared-words:/ }, ({ path }) => shared(join(core, path.slice('shared-words:'.length))));
    // A module is as it was first resolved, and the program's own imports may come first.
    build.onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, ({ path, resolveDir }) => {
      const file = resolve(resolveDir, path);
      return dirname(file) === core && words.includes(basename(file)) ? shared(file) : undefined;
    });
    build.onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => {
      if (dirname(path) === core) return undefined;
      return { contents: `${readFileSync(path, 'utf8')}\n${imports}`, loader: 'ts' };
    });
  },
};
