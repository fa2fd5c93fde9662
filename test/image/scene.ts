// A machine on which every step of building the images works, in memory.
import type { LocalImage, Ran } from '../../src/core/ports.ts';
import { INPUTS_LABEL } from '../../src/image/plan.ts';
import { fakeEngine } from '../kit/engine.ts';
import type { CommandScript } from '../kit/exec.ts';
import { fakeWorld, type FakeWorld, type FakeWorldOptions } from '../kit/world.ts';

export const NODE = 'kindest/node:v1.36.3';
export const BALANCER = 'registry.test/balancer:v1';
const CREATED = 'created container';
const MODULES = '/go/mod';

const templates = {
  '/templates/image/packages': 'trixie\nbash\njq\n',
  '/templates/image/go/go.mod':
    'module node\n\ngo 1.26.0\n\nrequire (\n\tk8s.io/kubernetes v1.36.3\n\tsigs.k8s.io/kind v0.33.0\n)\n',
  '/templates/image/go/tools.go': 'package tools',
  '/templates/image/go/pause/main.go': 'package main',
  '/templates/image/steps/base.sh': 'true',
};

const modules = {
  [`${MODULES}/kubernetes.info`]: '{"Time":"2026-07-22T18:07:38Z"}',
  [`${MODULES}/kubernetes.mod`]: 'go 1.25.0\nreplace k8s.io/api => ./staging/src/k8s.io/api\n',
  [`${MODULES}/kubernetes/cmd/kubeadm/app/constants/constants.go`]:
    '\tDefaultEtcdVersion = "3.6.6-0"\n\tCoreDNSVersion = "v1.13.1"\n',
  [`${MODULES}/kind/pkg/cluster/internal/loadbalancer/const.go`]: `const Image = "${BALANCER}"\n`,
};

const names = ['apiserver', 'controller-manager', 'scheduler', 'proxy'].map((name) => `registry.test/kube-${name}:v1`);
const kubeadmList = [...names, 'registry.test/etcd:3', 'registry.test/pause:3', 'registry.test/coredns:v1'].join('\n');
const layers = [
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'etcd',
  'coredns',
  'pause',
  'network',
  'load-balancer',
];

export interface Scene {
  readonly world: FakeWorld;
  readonly images: Record<string, LocalImage>;
}

/** A machine on which every step works; `script` may answer first. */
export function scene(script: CommandScript = () => undefined, options: FakeWorldOptions = {}): Scene {
  const images: Record<string, LocalImage> = {};
  const put = (path: string, data = ''): void => void world.disk.set(path, { data, mode: 0o644 });
  const world: FakeWorld = fakeWorld({
    files: { ...templates, ...modules },
    programs: Object.fromEntries(
      ['bash', 'chroot', 'debootstrap', 'docker', 'go', 'sha256sum', 'tar', 'unshare'].map((name) => [
        name,
        `/${name}`,
      ]),
    ),
    async command(argv, runOptions) {
      return (await script(argv, runOptions)) ?? works(argv, put, images);
    },
    parts: { engine: async () => fakeEngine({ images }) },
    ...options,
  });
  return { world, images };
}

function works(
  argv: readonly string[],
  put: (path: string, data?: string) => void,
  images: Record<string, LocalImage>,
): Partial<Ran> {
  const line = argv.join(' ');
  if (line.startsWith('apt-get indextargets')) return { stdout: 'Debian|main|trixie|http://mirror.test/debian\n' };
  if (line.startsWith('go mod download')) {
    const name = line.includes('kubernetes') ? 'kubernetes' : 'kind';
    const at = `${MODULES}/${name}`;
    return { stdout: JSON.stringify({ Dir: at, Info: `${at}.info`, GoMod: `${at}.mod` }) };
  }
  if (line.startsWith('go list')) return { stdout: 'true stale\ntrue stale\nfalse \n' };
  if (line.startsWith('go build')) {
    put(`${argv[argv.indexOf('-o') + 1] ?? ''}kind`);
    return { stderr: 'errors\nunicode\n' };
  }
  if (line.includes('/base.sh ')) put(`${argv[9] ?? ''}/base.tar`);
  if (line.includes('/kubeadm config images list')) return { stdout: kubeadmList };
  if (line.includes('/layers.sh ')) for (const name of layers) put(`${argv[2] ?? ''}/${name}.tar.gz`, name);
  if (line.startsWith('docker import')) images[BALANCER] = labelled('balancer', line);
  // What a container is created with is committed.
  if (line.startsWith('docker create')) images[CREATED] = labelled('node', line);
  if (line.startsWith('docker commit')) Object.assign(images, { [NODE]: images[CREATED] });
  return {};
}

/** An image with the input hash that a docker command line carries. */
function labelled(id: string, line: string): LocalImage {
  return { id, labels: { [INPUTS_LABEL]: new RegExp(`${INPUTS_LABEL}=([0-9a-f]+)`).exec(line)?.[1] ?? '' } };
}
