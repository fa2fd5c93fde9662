// Two projects: `unit` is fast and touches nothing; `e2e` makes real clusters, one file after the other.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/e2e/**'], testTimeout: 30_000 } },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/kit/install-package.ts'],
          testTimeout: 150_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
