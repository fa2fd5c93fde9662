// The shipped templates as files of a fake world.
import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../../templates/', import.meta.url);

/** Every template, by the path that it has in a fake world. */
export const shippedTemplates: Readonly<Record<string, Uint8Array>> = Object.fromEntries(
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => {
      const path = `${parentPath}/${name}`.replaceAll('//', '/');
      return [`/templates/${path.slice(folder.pathname.length)}`, readFileSync(path)];
    }),
);
