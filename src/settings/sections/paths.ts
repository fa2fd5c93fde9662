// The keys that name a file or a folder: relative to the settings file, "~/" for the home folder.
import { absolutePath, folderOf } from '../../core/path.ts';
import { text, type Reading } from '../shape.ts';

export const dir = text('folder of audit-policy.yaml and kind-config.yaml', { meaning: fromFile });

export const kubeconfig = text('kubeconfig file to write and use', { meaning: fromFile });

/** The path in full. */
export function fromFile(path: string, { file, home }: Pick<Reading, 'file' | 'home'>): string {
  return path === '~' || path.startsWith('~/')
    ? absolutePath(home, `.${path.slice(1)}`)
    : absolutePath(folderOf(file), path);
}
