// What all bundles of the source for node have in common.
import { dockerode } from './dockerode.mjs';
import { inquirer } from './inquirer.mjs';

/** Options for esbuild: one ES module for the oldest Node that is supported, with bash programs as texts. */
export const forNode = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  loader: { '.sh': 'text' },
  plugins: [dockerode, inquirer],
  // Bundled CommonJS libraries call require for node's own modules.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
  logLevel: 'warning',
};
