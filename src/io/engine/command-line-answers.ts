// What the engines' programs print, read: the information, lists of images and inspected containers.
import type { EngineInfo, LocalImage, NodeContainer, NodeRole } from '../../core/ports.ts';
import { bindMounts } from './bind-mounts.ts';
import { fieldsOf, listOf, textOf, textsOf } from '../../core/fields.ts';
import { labelsOf, momentOf, printedBy } from './answered.ts';
import { CLUSTER_LABEL, ROLE_LABEL } from './labels.ts';

/** The two dialects of `info --format '{{json .}}'`: docker's (nerdctl, finch) and podman's. */
export function parseInfo(text: string, program: string): EngineInfo {
  const info = fieldsOf(printedBy(program, text));
  const host = fieldsOf(info['host']);
  const { rootless } = fieldsOf(host['security']);
  return {
    version: textOf(info['ServerVersion'], textOf(fieldsOf(info['version'])['Version'], 'unknown')),
    cgroupVersion: textOf(info['CgroupVersion'], textOf(host['cgroupVersion'], '2')).includes('2') ? 2 : 1,
    rootless:
      typeof rootless === 'boolean'
        ? rootless
        : textsOf(info['SecurityOptions']).some((option) => option.includes('rootless')),
    dataDir: textOf(info['DockerRootDir'], textOf(fieldsOf(info['store'])['graphRoot'], '/var/lib/containers')),
  };
}

/** The first of the images that `image inspect` prints, or null. */
export function parseImage(text: string, program: string): LocalImage | null {
  const [first] = listOf(printedBy(program, text));
  if (first === undefined) return null;
  const { Id, Config } = fieldsOf(first);
  return { id: textOf(Id), labels: labelsOf(fieldsOf(Config)['Labels']) };
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

/** The containers that `inspect` prints, sorted by name. */
export function parseContainers(text: string, program: string): NodeContainer[] {
  return listOf(printedBy(program, text))
    .map((each) => {
      const { Id, Name, State, Image, Created, Mounts, Config } = fieldsOf(each);
      const config = fieldsOf(Config);
      const labels = labelsOf(config['Labels']);
      const state = textOf(fieldsOf(State)['Status'], 'unknown');
      return {
        id: textOf(Id),
        name: textOf(Name).replace(/^\//, ''),
        cluster: labels[CLUSTER_LABEL] ?? '',
        role: labels[ROLE_LABEL] as NodeRole,
        running: state === 'running',
        state,
        image: textOf(config['Image'], textOf(Image)),
        created: momentOf(Date.parse(textOf(Created))),
        mounts: bindMounts(Mounts),
      };
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
