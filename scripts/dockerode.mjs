// How dockerode is bundled: without its code for Docker builds, and with its code for ssh in a file that is loaded on demand.
import { build } from 'esbuild';

/** dockerode's own gRPC session with BuildKit needs these; kind-audit builds no images through it. */
const ONLY_FOR_BUILDS = /^(?:@grpc\/grpc-js|@grpc\/proto-loader|protobufjs)$/;

/** Stands for ssh2 until a first connection is made. */
const LAZY_SSH2 = `
exports.Client = function () {
  const { Client } = require('./ssh2.cjs');
  return new Client();
};`;

/** For esbuild's list of plugins. The bundle finds \`ssh2.cjs\` next to itself. */
export const dockerode = {
  name: 'dockerode',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: ONLY_FOR_BUILDS }, ({ path }) => ({ path, namespace: 'left-out' }));
    onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: '' }));
    onResolve({ filter: /^ssh2$/ }, ({ path }) => ({ path, namespace: 'lazy' }));
    onLoad({ filter: /.*/, namespace: 'lazy' }, () => ({ contents: LAZY_SSH2 }));
    onResolve({ filter: /^\.\/ssh2\.cjs$/, namespace: 'lazy' }, ({ path }) => ({ path, external: true }));
  },
};

/** Writes \`ssh2.cjs\`. Its native parts are an extra that it does without. */
export function buildSsh2(options) {
  return build({
    ...options,
    entryPoints: [{ in: 'ssh2', out: 'ssh2' }],
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    external: ['*.node', 'cpu-features'],
  });
}
