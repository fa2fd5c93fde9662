// How the programs are built: the packages, the version that the linker writes into them, and the share that is done.
import { fieldsOf, jsonOf, textOf } from '../core/fields.ts';
import { count } from '../core/plural.ts';
import type { Version } from '../kind/version.ts';

const commands = 'k8s.io/kubernetes/cmd';

/** Every program of the image, and kind itself. `./...` are those of kind-audit. */
export const BUILD_TARGETS: readonly string[] = [
  `${commands}/kube-apiserver`,
  `${commands}/kube-controller-manager`,
  `${commands}/kube-scheduler`,
  `${commands}/kube-proxy`,
  `${commands}/kubelet`,
  `${commands}/kubeadm`,
  `${commands}/kubectl`,
  'go.etcd.io/etcd/server/v3',
  'sigs.k8s.io/kind',
  './...',
];

/**
 * Options that decide what is in the build cache; listing and building must agree on them. The
 * linker drops what debuggers read (`-w`); not making it in the first place saves a fifth of the work.
 */
export const BUILD_FLAGS: readonly string[] = ['-trimpath', '-buildvcs=false', '-gcflags=all=-dwarf=false'];

/** The machine's own settings for vendoring, workspaces and C do not affect this build. */
export const BUILD_ENV: Readonly<Record<string, string>> = { CGO_ENABLED: '0', GOFLAGS: '', GOWORK: 'off' };

const MIB = 1024 ** 2;
/** MiB that the largest package needs with an untouched heap; the linker takes more. */
const ENOUGH = 2048;

/**
 * Settings that let the compiler and the linker collect no garbage while there is room: a quarter of their work. Each
 * of the processes that run at once may fill an equal share of half the memory; where a share is small there are none.
 */
export function heapSettings(availableBytes: number, processors: number): Readonly<Record<string, string>> {
  const share = Math.floor(availableBytes / 2 / processors / MIB);
  return share < ENOUGH ? {} : { GOGC: 'off', GOMEMLIMIT: `${share}MiB` };
}

/** Where a module's release came from, as the Go module proxy reports it. */
export interface ReleaseInfo {
  /** When it was released. */
  readonly time: string;
  /** Null where the proxy does not report it. */
  readonly commit: string | null;
}

/** Reads a module's `.info` file; null where it has no time, or is no JSON. */
export function readReleaseInfo(json: string): ReleaseInfo | null {
  const { Time, Origin } = fieldsOf(jsonOf(json));
  const commit = textOf(fieldsOf(Origin)['Hash']);
  return typeof Time === 'string' ? { time: Time, commit: commit === '' ? null : commit } : null;
}

/** The linker flags: no symbols, and the version that `kubectl version` and the API server report. */
export function linkerFlags([major, minor, patch]: Version, info: ReleaseInfo): string {
  const values: Readonly<Record<string, string>> = {
    gitVersion: `v${major}.${minor}.${patch}`,
    gitMajor: `${major}`,
    gitMinor: `${minor}`,
    // Built from the module as it was published, not from a checkout.
    gitTreeState: 'archive',
    gitCommit: info.commit ?? 'unknown',
    buildDate: info.time,
  };
  const settings = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].flatMap((place) =>
    Object.entries(values).map(([name, value]) => `-X ${place}.${name}=${value}`),
  );
  return ['-s', '-w', ...settings].join(' ');
}

/** The format for `go list` that `countStale` reads. */
export const STALE_FORMAT = '{{.Stale}} {{.StaleReason}}';

/** How many packages are still to be compiled, by `go list -deps -f STALE_FORMAT`. */
export function countStale(listing: string): number {
  return listing.split('\n').filter((line) => line.startsWith('true') && !line.includes('available in build cache'))
    .length;
}

/** Follows `go build -v`, which names each package as it is done; returns a progress text for each line. */
export function compileProgress(total: number): (line: string) => string {
  let done = 0;
  return (line) => {
    if (line.startsWith('go: ')) return line.slice('go: '.length);
    if (/^[\w.~-]+(\/[\w.~-]+)*$/.test(line)) done += 1;
    const whole = Math.max(total, done, 1);
    return `compiled ${done} of ${count(whole, 'package')} (${Math.floor((done / whole) * 100)} %)`;
  };
}
