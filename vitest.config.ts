// Three projects: `unit` is fast and touches nothing, `cli` runs the packed program without an engine, and `e2e` makes
// real clusters, one file after the other.
import { defineConfig } from 'vitest/config';
import { roundsOf } from './scripts/oracle/random.mjs';

/** Bash programs are imported as their text, as in the bundle. */
const shellTexts = {
  name: 'shell-texts',
  transform: (code: string, id: string) => (id.endsWith('.sh') ? `export default ${JSON.stringify(code)};` : null),
};

export default defineConfig({
  plugins: [shellTexts],
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/{packed,e2e}/**'],
          testTimeout: Math.max(30_000, roundsOf(process.env, 30_000)),
        },
      },
      {
        extends: true,
        test: {
          name: 'cli',
          include: ['test/packed/**/*.test.ts'],
          globalSetup: ['test/packed/kit/install-package.ts'],
          testTimeout: 150_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/packed/kit/install-package.ts', 'scripts/test-clusters.mjs'],
          testTimeout: 150_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
