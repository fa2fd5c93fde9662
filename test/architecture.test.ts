// The arrows of src/README.md: a room imports only from rooms to its right.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const source = resolve(import.meta.dirname, '../src');

/** What each room may import, beside itself. The entry files of src/ count as the room ".". */
const arrows: Readonly<Record<string, readonly string[]>> = {
  '.': ['cli', 'core', 'policy', 'events'],
  cli: ['commands', 'io', 'report', 'kind', 'core'],
  commands: [
    'cli',
    'report',
    'cluster',
    'doctor',
    'logs',
    'machine',
    'image',
    'state',
    'kind',
    'policy',
    'events',
    'core',
  ],
  cluster: ['doctor', 'machine', 'state', 'kind', 'policy', 'core'],
  doctor: ['state', 'kind', 'policy', 'events', 'core'],
  logs: ['doctor', 'kind', 'events', 'core'],
  machine: ['image', 'kind', 'core'],
  image: ['kind', 'core'],
  state: ['kind', 'core'],
  io: ['events', 'core'],
  report: ['core'],
  kind: ['core'],
  policy: ['events', 'core'],
  events: ['core'],
  core: [],
};

const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));

function roomOf(path: string): string {
  return path.includes('/') ? (path.split('/')[0] ?? '') : '.';
}

function importsOf(path: string): string[] {
  const text = readFileSync(join(source, path), 'utf8');
  return [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, target = '']) =>
    relative(source, resolve(source, dirname(path), target)),
  );
}

test('every room is known', () => {
  expect([...new Set(files.map(roomOf))].filter((room) => !(room in arrows))).toEqual([]);
});

test('imports follow the arrows', () => {
  const wrong = files.flatMap((path) =>
    importsOf(path)
      .filter((target) => roomOf(target) !== roomOf(path) && !arrows[roomOf(path)]?.includes(roomOf(target)))
      .map((target) => `${path} → ${target}`),
  );
  expect(wrong).toEqual([]);
});

test('every file opens with a sentence of what it holds', () => {
  const mute = files.filter((path) => !/^(?:#!.*\n)?\/\/ \S.*[.:?!]/.test(readFileSync(join(source, path), 'utf8')));
  expect(mute).toEqual([]);
});
