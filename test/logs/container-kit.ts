// Logs of the API server's containers in a node that is this machine's bash.
import { mkdirSync } from 'node:fs';
import { HELD_OUTPUT } from '../../src/kind/log-names.ts';
import { API_SERVER_MANIFEST } from '../../src/kind/paths.ts';
import { CONTAINER_LOGS } from '../../src/node/log-place.ts';
import { bashNode, event } from './kit.ts';

/** An event as a container runtime keeps it: in two pieces, after a line of the server's own log. */
export function framed(...wanted: readonly number[]): string {
  return wanted
    .map((number) => {
      const text = event(number);
      const prefix = `${new Date(Date.UTC(2026, 10, 21, 8) + number).toISOString().slice(0, -1)}456789Z`;
      return `${prefix} stderr F I1121 klog line\n${prefix} stdout P ${text.slice(0, 50)}\n${prefix} stdout F ${text.slice(50)}\n`;
    })
    .join('');
}

/** A node whose API server writes to its standard output, or to another place; what is in the node lies in a folder. */
export function stdoutNode(folder: string, place: string | null = '-'): ReturnType<typeof bashNode> {
  const node = bashNode('plane', place);
  const inner = node.stream.bind(node);
  node.stream = (argv, signal) =>
    inner(
      argv.map((word) => inFolder(folder, word)),
      signal,
    );
  const { run } = node;
  node.run = async (argv, options) => {
    const words = argv.map((word) => inFolder(folder, word));
    const ran = await run.call(node, words, options);
    return {
      ...ran,
      stdout: ran.stdout.replaceAll(`${folder}/pods_`, CONTAINER_LOGS).replaceAll(folder, '/var/log/kubernetes'),
    };
  };
  return node;
}

/** A path of the node below a folder of this machine. */
export function inFolder(folder: string, word: string): string {
  if (word === API_SERVER_MANIFEST) return `${folder}/manifest.yaml`;
  if (word.startsWith('# ')) return word.replaceAll(HELD_OUTPUT, `${folder}/held`);
  if (word.startsWith('/var/log/pods/')) return `${folder}/pods_`;
  return word.startsWith('/var/log/kubernetes/') ? word.replace('/var/log/kubernetes', folder) : word;
}

export function podFolder(folder: string, uid: string): string {
  const path = `${folder}/pods_a_${uid}/kube-apiserver`;
  mkdirSync(path, { recursive: true });
  return path;
}
