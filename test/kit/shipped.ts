// The shipped templates as files of a fake world.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../templates', import.meta.url));

/** Every template, by the path that it has in a fake world. */
export const shippedTemplates: Readonly<Record<string, Uint8Array>> = Object.fromEntries(
  readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [`/templates${path.slice(folder.length)}`, readFileSync(path)];
    }),
);
