// Small modules that nearly every command loads, kept in one chunk: each further file costs a command about a millisecond.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

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
    build.onResolve({ filter: /^shared-words:/ }, ({ path }) => ({
      path: join(core, path.slice('shared-words:'.length)),
      sideEffects: true,
    }));
    build.onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => {
      if (dirname(path) === core) return undefined;
      return { contents: `${readFileSync(path, 'utf8')}\n${imports}`, loader: 'ts' };
    });
  },
};
