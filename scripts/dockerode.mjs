// How dockerode is bundled: without its code for Docker builds, and without its own client for ssh.

/** dockerode's gRPC session with BuildKit needs the first ones; kind-audit builds no images through it, and asks the user's own ssh. */
const NOT_USED = /^(?:@grpc\/grpc-js|@grpc\/proto-loader|protobufjs|ssh2)$/;

/** For esbuild's list of plugins. */
export const dockerode = {
  name: 'dockerode',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: NOT_USED }, ({ path }) => ({ path, namespace: 'left-out' }));
    onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: '' }));
  },
};
