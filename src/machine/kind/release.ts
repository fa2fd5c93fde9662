// The release of kind that is installed where there is none: its version, its place, its checksums.
import type { Machine } from '../../core/ports.ts';

export const KIND_RELEASE = 'v0.33.0';
export const KIND_MODULE = 'sigs.k8s.io/kind';

/** The checksum of the module in Go's checksum database; also in templates/image/go/go.sum. */
export const KIND_MODULE_SUM = 'h1:AjvDv3vOygb/VKLVQW87lfktIBzkxR8Ump9DjxC8+Lk=';

/** SHA-256 of the released programs, as published with them. */
const checksums: Readonly<Record<string, string>> = {
  'linux-amd64': 'aee6151561422756b764a4ae28e7f44cda5af5a9eead3cc9985112b1de8d8e0d',
  'linux-arm64': '20022bee6cfcd5086cb7234d218e3454e6090022f2a8f55d1fa7fcf42c3867a2',
};

/** Where the released program for a machine is, and its SHA-256; null where none is released. */
export function releaseFor({
  platform,
  architecture,
}: Pick<Machine, 'platform' | 'architecture'>): { url: string; sha256: string } | null {
  const sha256 = checksums[`${platform}-${architecture}`];
  if (sha256 === undefined) return null;
  return { url: `https://kind.sigs.k8s.io/dl/${KIND_RELEASE}/kind-${platform}-${architecture}`, sha256 };
}
