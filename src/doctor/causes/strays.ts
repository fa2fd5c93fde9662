// Which files of the manifests folder run a component a second time, or are no manifests.
import { flagsOf } from '../../kind/flags.ts';
import { readPod, type PodContainer } from '../../kind/pod-manifest.ts';
import type { Inspection } from '../../node/inspection.ts';

/** What kubeadm puts there, by the program that each runs. */
const own: ReadonlyMap<string, string> = new Map([
  ['etcd', 'etcd.yaml'],
  ['kube-apiserver', 'kube-apiserver.yaml'],
  ['kube-controller-manager', 'kube-controller-manager.yaml'],
  ['kube-scheduler', 'kube-scheduler.yaml'],
]);

/** A file that does not belong there, and why. */
export interface Stray {
  readonly file: string;
  readonly words: string;
}

/**
 * The strays among these files. Another pod is somebody's own, and stays; so does an original that was renamed. A second
 * pod is known by its name and by the program that it runs.
 */
export function straysOf(manifests: Inspection['manifests']): readonly Stray[] {
  return manifests.flatMap(({ file, text }) => {
    if ([...own.values()].includes(file)) return [];
    const read = readPod(text);
    if (!('pod' in read)) return read.isPod === true ? [] : [{ file, words: `${file} is no manifest` }];
    const { pod } = read;
    const component = [...own].find(
      ([program, original]) =>
        manifests.some((other) => other.file === original) &&
        (pod.metadata?.name === program || (pod.spec?.containers ?? []).some((each) => runs(each, program))),
    )?.[0];
    return component === undefined ? [] : [{ file, words: `${file} is a second ${component}` }];
  });
}

/** Whether a container's command is this program, also by its path, in a shell, or as what its image runs. */
function runs({ command, args, image }: PodContainer, program: string): boolean {
  const words = [...(command ?? []), ...(args ?? [])];
  const [first = ''] = words;
  if (baseName(first) === program) return true;
  if (/^(?:ba|da|a)?sh$/.test(baseName(first)))
    return words.some((word) => word.split(/[\s;&|]+/).some((part) => baseName(part) === program));
  const isOfImage = baseName((image ?? '').replace(/[:@].*$/, '')) === program;
  return isOfImage && ((command ?? []).length === 0 || flagsOf([first]).length > 0);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
