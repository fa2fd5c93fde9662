// Writes the licences of the libraries that are bundled: they must be distributed with the code.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the package that a bundled file came from. */
const PACKAGE = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;

/** `metafiles` are esbuild's; the notices are sorted by name. */
export function writeNotices(metafiles, outfile) {
  const files = metafiles.flatMap(({ inputs }) => Object.keys(inputs));
  const folders = new Set(files.flatMap((file) => PACKAGE.exec(file)?.[1] ?? []));
  const notices = [...folders].map((folder) => {
    const { name, version, license, licenses } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const texts = readdirSync(folder).filter((file) => /^(?:licen[cs]e|notice)/i.test(file));
    const body = texts.map((file) => readFileSync(join(folder, file), 'utf8').trim());
    return [`${name} ${version} (${license ?? licenses?.[0]?.type})`, ...body].join('\n\n');
  });
  writeFileSync(outfile, `${[...new Set(notices)].toSorted().join(`\n\n${'-'.repeat(80)}\n\n`)}\n`);
}
