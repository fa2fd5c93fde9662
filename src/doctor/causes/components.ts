// Which of the control plane's own manifests are missing, or are not read by the kubelet.
import { faultText, readPod } from '../../kind/pod-manifest.ts';
import type { Scene } from './cause.ts';

/** What kubeadm writes besides the API server's, and the phase of kubeadm that writes it. */
export const componentPhases: ReadonlyMap<string, readonly string[]> = new Map([
  ['etcd.yaml', ['etcd', 'local']],
  ['kube-controller-manager.yaml', ['control-plane', 'controller-manager']],
  ['kube-scheduler.yaml', ['control-plane', 'scheduler']],
]);

/** A manifest that starts nothing, and why. */
export interface BrokenComponent {
  readonly file: string;
  readonly words: string;
}

/** Those of a node. */
export function brokenComponents({
  inspection,
  vitals,
}: Pick<Scene, 'inspection' | 'vitals'>): readonly BrokenComponent[] {
  // A folder without any manifest was not read.
  if (inspection.manifests.length === 0) return [];
  return [...componentPhases.keys()].flatMap((file) => {
    const found = inspection.manifests.find((each) => each.file === file);
    if (found === undefined) return [{ file, words: `${file} is not there` }];
    const read = readPod(found.text);
    if (!('pod' in read)) return [{ file, words: faultText(file, read) }];
    const words = vitals.faults.get(file);
    return words === undefined ? [] : [{ file, words: `the kubelet cannot read ${file}: ${words}` }];
  });
}
