// The Debian base: packages, mirror, progress.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { baseProgress, debianCodename, readMirror, readPackages } from '../../src/image/debian.ts';

test('the shipped list has a release and what kind expects in a node', () => {
  const text = readFileSync(new URL('../../templates/image/packages', import.meta.url), 'utf8');
  const { release, packages } = readPackages(text);
  expect(release).toBe('trixie');
  for (const name of ['bash', 'containerd', 'curl', 'findutils', 'jq', 'procps', 'systemd'])
    expect(packages).toContain(name);
});

const sources = [
  'Other|main|nodistro|https://other.test/',
  'Debian|contrib|bookworm|http://mirror.test/debian/',
  'Debian|main|bookworm|http://mirror.test/debian/',
  'Debian-Security|main|bookworm-security|http://mirror.test/debian-security/',
].join('\n');

test.each([
  ['the one whose lists say Debian', sources, null, 'http://mirror.test/debian/'],
  [
    'without lists, the one of this release',
    '|main|nodistro|https://a.test/\n|main|trixie|https://b.test/',
    'trixie',
    'https://b.test/',
  ],
  ['Ubuntu has none', 'Ubuntu|main|noble|http://ubuntu.test/', null, null],
  ['a disc is no mirror', 'Debian|main|trixie|cdrom://x/', 'trixie', null],
  ['no sources at all', '', 'trixie', null],
])('the mirror: %s', (_title, targets, codename, expected) => {
  expect(readMirror(targets, codename)).toBe(expected);
});

test('only Debian has a Debian codename', () => {
  expect(debianCodename('PRETTY_NAME="Debian"\nVERSION_CODENAME=bookworm\nID=debian\n')).toBe('bookworm');
  expect(debianCodename('ID=ubuntu\nID_LIKE=debian\nVERSION_CODENAME=noble\n')).toBeNull();
  expect(debianCodename('')).toBeNull();
});

test.each([
  ['I: Retrieving systemd 257.13-1~deb13u1', 'retrieving systemd 257.13-1~deb13u1'],
  ['I: Unpacking bash:amd64...', 'unpacking bash:amd64'],
  ['W: something', null],
  ['', null],
])('debootstrap says %j', (line, expected) => {
  expect(baseProgress(line)).toBe(expected);
});
