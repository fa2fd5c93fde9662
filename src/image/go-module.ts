// The Go module that every program of the node image is built from: its text, and the one of another Kubernetes.
import { compareVersions, parseGoVersion, type Version } from '../kind/version.ts';

/** What else belongs to a release of Kubernetes, by the constants of its kubeadm. */
export interface Companions {
  /** For instance `3.6.8`. */
  readonly etcd: string;
  /** For instance `1.14.2`. */
  readonly coredns: string;
}

/** The version that a go.mod requires of a module, or null. */
export function requiredVersion(goMod: string, module: string): string | null {
  for (const line of goMod.split('\n')) {
    const [, name, version] = /^\s*(?:require\s+)?(\S+) (v\S+)/.exec(line) ?? [];
    if (name === module) return version ?? null;
  }
  return null;
}

/** The oldest Go that a go.mod asks for, for instance `1.26.0`; null where it asks for none. */
export function goVersionOf(goMod: string): string | null {
  return /^go (\S+)$/m.exec(goMod)?.[1] ?? null;
}

/** Reads the versions that kubeadm expects from its source file of constants; null where one is not there. */
export function readCompanions(constants: string): Companions | null {
  const etcd = /^\s*DefaultEtcdVersion = "v?(\d+\.\d+\.\d+)[^"]*"/m.exec(constants)?.[1];
  const coredns = /^\s*CoreDNSVersion = "v?(\d+\.\d+\.\d+)"/m.exec(constants)?.[1];
  return etcd === undefined || coredns === undefined ? null : { etcd, coredns };
}

/** The modules that Kubernetes keeps in its own tree, read from its go.mod. */
export function stagingModules(kubernetesGoMod: string): readonly string[] {
  return [...kubernetesGoMod.matchAll(/^\s*(?:replace\s+)?(\S+) => \.\/staging\//gm)].map(([, name = '']) => name);
}

/** What a go.mod for another Kubernetes is made of. */
export interface OtherKubernetes {
  /** The shipped go.mod. */
  readonly template: string;
  /** The go.mod of that Kubernetes itself. */
  readonly kubernetesGoMod: string;
  /** For instance `v1.35.4`. */
  readonly version: string;
  readonly companions: Companions;
}

/**
 * A go.mod for another Kubernetes: the same direct requirements with its versions, and nothing of
 * the shipped one's indirect requirements, which `go mod tidy` works out again.
 */
export function deriveGoMod({ template, kubernetesGoMod, version, companions }: OtherKubernetes): string {
  const staging = stagingModules(kubernetesGoMod);
  const published = version.replace(/^v1\./, 'v0.');
  const kind = requiredVersion(template, 'sigs.k8s.io/kind');
  return [
    `module ${/^module (\S+)$/m.exec(template)?.[1] ?? 'node'}`,
    `go ${newerGo(goVersionOf(template), goVersionOf(kubernetesGoMod))}`,
    ...(/^godebug .*$/m.exec(kubernetesGoMod) ?? []),
    'require (',
    `\tgithub.com/coredns/coredns v${companions.coredns}`,
    `\tgo.etcd.io/etcd/server/v3 v${companions.etcd}`,
    `\tk8s.io/kubernetes ${version}`,
    `\tsigs.k8s.io/kind ${kind ?? 'latest'}`,
    ')',
    'replace (',
    ...staging.map((name) => `\t${name} => ${name} ${published}`),
    ')',
    '',
  ].join('\n');
}

function newerGo(a: string | null, b: string | null): string {
  const [left, right] = [a ?? '1.21', b ?? '1.21'];
  return compareVersions(numbersOf(left), numbersOf(right)) >= 0 ? left : right;
}

function numbersOf(text: string): Version {
  return parseGoVersion(text) ?? [0, 0, 0];
}
