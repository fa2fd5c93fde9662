// A scene of an end-to-end test: that of a packed program, with an engine and a cluster of its own.
import { must, run } from '../../packed/kit/run.ts';
import { setPackedScene, type PackedScene } from '../../packed/kit/scene.ts';

export { must, run, start, until, type Ran, type Running } from '../../packed/kit/run.ts';

export interface Scene extends PackedScene {
  /** What is kept about the scene's cluster. */
  readonly state: string;
  /** A command in a node. */
  inNode(script: string, node?: string): Promise<string>;
  /** kubectl of the control-plane node, as the administrator. */
  kubectl(...args: string[]): Promise<string>;
  /** The containers of the scene's cluster. */
  containers(): Promise<string[]>;
  /** Deletes the cluster and the folders. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Sets a scene; `what` becomes part of the cluster's name. */
export function setScene(what: string): Scene {
  const name = `ka-e2e-${what}`;
  const packed = setPackedScene(name, {});
  return {
    ...packed,
    state: `${packed.stateHome}/kind-audit/clusters/${name}`,
    inNode: (script, node = `${name}-control-plane`) => must(['docker', 'exec', node, 'bash', '-c', script]),
    kubectl: (...args) =>
      must([
        'docker',
        'exec',
        `${name}-control-plane`,
        'kubectl',
        '--kubeconfig',
        '/etc/kubernetes/admin.conf',
        ...args,
      ]),
    async containers() {
      const text = await must([
        'docker',
        'ps',
        '--all',
        '--filter',
        `label=io.x-k8s.kind.cluster=${name}`,
        '--format',
        '{{.Names}}',
      ]);
      return text
        .split('\n')
        .filter((line) => line !== '')
        .toSorted();
    },
    async [Symbol.asyncDispose]() {
      await run(['kind', 'delete', 'cluster', '--name', name], { env: packed.env });
      await packed[Symbol.asyncDispose]();
    },
  };
}
