// Which certificates of a control plane are missing, broken or expired, and what makes new ones.
import type { Certificate } from '../../node/vitals.ts';
import type { Scene } from './cause.ts';

/** kubeadm's phase that makes each certificate again; an authority is not made again, since all others are signed by it. */
export const certificatePhases: ReadonlyMap<string, readonly string[]> = new Map([
  ['apiserver', ['certs', 'apiserver']],
  ['apiserver-kubelet-client', ['certs', 'apiserver-kubelet-client']],
  ['apiserver-etcd-client', ['certs', 'apiserver-etcd-client']],
  ['front-proxy-client', ['certs', 'front-proxy-client']],
  ['etcd/server', ['certs', 'etcd-server']],
  ['etcd/peer', ['certs', 'etcd-peer']],
  ['etcd/healthcheck-client', ['certs', 'etcd-healthcheck-client']],
  ['admin.conf', ['kubeconfig', 'admin']],
  ['controller-manager.conf', ['kubeconfig', 'controller-manager']],
  ['scheduler.conf', ['kubeconfig', 'scheduler']],
]);

/** A certificate with which something cannot work, and why. */
export interface BadCertificate {
  readonly name: string;
  readonly words: string;
}

/** Those of a node that are missing, broken or expired. */
export function badCertificates({ vitals }: Pick<Scene, 'vitals'>): readonly BadCertificate[] {
  const { certificates, now } = vitals;
  // Where files are there and not one can be read, the node has no program that reads certificates.
  const present = certificates.filter(({ there }) => there);
  if (present.length > 0 && present.every(({ ends }) => ends === null)) return [];
  return certificates.flatMap((certificate) => {
    const words = faultOf(certificate, now);
    return words === null ? [] : [{ name: certificate.name, words }];
  });
}

function faultOf({ name, there, ends }: Certificate, now: number): string | null {
  const file = name.endsWith('.conf') ? `/etc/kubernetes/${name}` : `/etc/kubernetes/pki/${name}.crt`;
  if (!there) return `${file} is not there`;
  if (ends === null) return `${file} holds no certificate`;
  return ends >= now ? null : `${file} expired on ${new Date(ends).toISOString().slice(0, 10)}`;
}
