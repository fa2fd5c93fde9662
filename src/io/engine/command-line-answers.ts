// What the engines' programs print, read: the information, lists of images and inspected containers.
import type { EngineInfo, LocalImage, NodeContainer, NodeRole } from '../../core/ports.ts';
import { bindMounts, type EngineMount } from './bind-mounts.ts';
import { CLUSTER_LABEL, ROLE_LABEL } from './labels.ts';

/** The two dialects of `info --format '{{json .}}'`: docker's (nerdctl, finch) and podman's. */
export function parseInfo(text: string): EngineInfo {
  const info = JSON.parse(text) as {
    ServerVersion?: string;
    CgroupVersion?: string;
    SecurityOptions?: string[];
    DockerRootDir?: string;
    host?: { cgroupVersion?: string; security?: { rootless?: boolean } };
    store?: { graphRoot?: string };
    version?: { Version?: string };
  };
  return {
    version: info.ServerVersion ?? info.version?.Version ?? 'unknown',
    cgroupVersion: /2/.test(info.CgroupVersion ?? info.host?.cgroupVersion ?? '2') ? 2 : 1,
    rootless:
      info.host?.security?.rootless ?? info.SecurityOptions?.some((option) => option.includes('rootless')) ?? false,
    dataDir: info.DockerRootDir ?? info.store?.graphRoot ?? '/var/lib/containers',
  };
}

/** The first of the images that `image inspect` prints, or null. */
export function parseImage(text: string): LocalImage | null {
  const [image] = JSON.parse(text) as { Id: string; Config?: { Labels?: Record<string, string> | null } }[];
  return image === undefined ? null : { id: image.Id, labels: image.Config?.Labels ?? {} };
}

/** For `images --format`: what `parseReferences` reads. */
export const IMAGE_FORMAT = '{{.Repository}} {{.Tag}} {{.Digest}}';

/** References, sorted; by digest where an image has no tag. */
export function parseReferences(text: string): string[] {
  return nonEmptyLines(text)
    .map((line) => line.split(' '))
    .map(([name = '', tag = '', digest = '']) => (tag === '<none>' ? `${name}@${digest}` : `${name}:${tag}`))
    .toSorted();
}

export function nonEmptyLines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

interface InspectedContainer {
  readonly Id: string;
  readonly Name: string;
  readonly State: { readonly Status: string };
  readonly Image: string;
  /** A date as text. */
  readonly Created: string;
  readonly Mounts?: readonly EngineMount[] | null;
  readonly Config: { readonly Labels?: Readonly<Record<string, string>>; readonly Image?: string };
}

/** The containers that `inspect` prints, sorted by name. */
export function parseContainers(text: string): NodeContainer[] {
  return (JSON.parse(text) as InspectedContainer[])
    .map((container) => ({
      id: container.Id,
      name: container.Name.replace(/^\//, ''),
      cluster: container.Config.Labels?.[CLUSTER_LABEL] ?? '',
      role: container.Config.Labels?.[ROLE_LABEL] as NodeRole,
      running: container.State.Status === 'running',
      state: container.State.Status,
      image: container.Config.Image ?? container.Image,
      created: Date.parse(container.Created),
      mounts: bindMounts(container.Mounts),
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
