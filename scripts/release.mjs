// Prepares a release in a checkout of its tag: records where the package comes from, and writes its release notes.
//
//   node scripts/release.mjs v1.2.3 REPOSITORY-URL
//
// The address of the repository is not in package.json, since a fork has another one; npm wants it there for a
// provenance, and it must be the address of the repository that publishes.
import { readFileSync, writeFileSync } from 'node:fs';

const [tag, repository] = process.argv.slice(2);
const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
if (tag !== `v${manifest.version}`) throw new Error(`the tag is ${tag}, and package.json says ${manifest.version}`);
if (!URL.canParse(repository ?? '')) throw new Error('usage: node scripts/release.mjs v1.2.3 REPOSITORY-URL');
const notes = notesOf(manifest.version);
writeFileSync('release-notes.md', `${notes}\n`);
const { name, version, description, ...rest } = manifest;
const addresses = {
  homepage: `${repository}#readme`,
  bugs: `${repository}/issues`,
  repository: { type: 'git', url: `git+${repository}.git` },
};
writeFileSync('package.json', `${JSON.stringify({ name, version, description, ...addresses, ...rest }, null, 2)}\n`);

/** The entries of a version in the change log. */
function notesOf(wanted) {
  const sections = readFileSync('CHANGELOG.md', 'utf8').split(/^## /m).slice(1);
  const section = sections.find((text) => text.split(/\s/, 1)[0] === wanted);
  if (section === undefined) throw new Error(`CHANGELOG.md has no section "## ${wanted}"`);
  return section.slice(section.indexOf('\n')).trim();
}
