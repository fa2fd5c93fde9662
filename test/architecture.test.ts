// The arrows of the house: each room imports only what kit/arrows.ts allows it, from a lower floor, and uses all of that.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { policyRooms, rooms } from './kit/arrows.ts';

const source = resolve(import.meta.dirname, '../src');

/** Every import of a file of a folder that leads to another file of the folder. */
function importsBelow(folder: string): { readonly from: string; readonly to: string }[] {
  return filesBelow(folder).flatMap((path) => {
    const text = readFileSync(join(folder, path), 'utf8');
    return [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)]
      .map(([, target = '']) => ({ from: path, to: relative(folder, resolve(folder, dirname(path), target)) }))
      .filter(({ to }) => !to.startsWith('..'));
  });
}

function filesBelow(folder: string, ending = '.ts'): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith(ending));
}

function roomOf(path: string): string {
  return path.includes('/') ? (path.split('/')[0] ?? '') : '.';
}

describe.each([
  { title: 'src', folder: source, known: rooms },
  { title: 'src/policy', folder: join(source, 'policy'), known: policyRooms },
])('$title', ({ folder, known }) => {
  const names = known.map(({ name }) => name);

  test('every room is known, and every known room is there', () => {
    expect([...new Set(filesBelow(folder).map(roomOf))].toSorted()).toEqual(names.toSorted());
  });

  test('a room may import from lower floors only, so that there is no circle', () => {
    const upward = known.flatMap(({ name, imports }, floor) =>
      imports.filter((other) => names.indexOf(other) <= floor).map((other) => `${name} → ${other}`),
    );
    expect(upward).toEqual([]);
  });

  test('imports follow the arrows, and every arrow is used', () => {
    const allowed = known.flatMap(({ name, imports }) => imports.map((other) => `${name} → ${other}`));
    const used = new Map<string, string>();
    for (const { from, to } of importsBelow(folder)) {
      if (roomOf(from) !== roomOf(to)) used.set(`${roomOf(from)} → ${roomOf(to)}`, `${from} → ${to}`);
    }
    expect([...used].filter(([arrow]) => !allowed.includes(arrow)).map(([, example]) => example)).toEqual([]);
    expect(allowed.filter((arrow) => !used.has(arrow))).toEqual([]);
  });
});

test('a signature says what is asked of the world: all of it only where needs or an image are planned and provided', () => {
  const whole = ['io', 'node', 'state', 'machine', 'image'].flatMap((room) =>
    filesBelow(join(source, room)).flatMap((path) => {
      const text = readFileSync(join(source, room, path), 'utf8');
      return [...text.matchAll(/^export (?:async )?function (\w+)[^(]*\(([^]*?)\): /gm)]
        .filter(([, , parameters = '']) => /: World\s*(?:,|$)/.test(parameters))
        .map(([, name]) => `${room}/${path}: ${name}`);
    }),
  );
  expect(whole.toSorted()).toEqual([
    'image/build-images.ts: buildImages',
    'machine/provide.ts: planNeeds',
    'machine/provide.ts: provide',
  ]);
});

test('every file opens with a sentence of what it holds', () => {
  const silent = filesBelow(source).filter(
    (path) => !/^(?:#!.*\n)?\/\/ \S.*[.:?!]/.test(readFileSync(join(source, path), 'utf8')),
  );
  expect(silent).toEqual([]);
});

test('bash programs stand in files of their own, which begin with what the program does', () => {
  const inCode = filesBelow(source).filter((path) =>
    /'(?:ba)?sh',\s*'-c',\s*[`'"]|[;\n]\s*(?:done|fi|esac)\s*[;`\n]/.test(readFileSync(join(source, path), 'utf8')),
  );
  expect(inCode).toEqual([]);
  const programs = filesBelow(source, '.sh');
  expect(programs.length).toBeGreaterThan(5);
  expect(
    programs.filter((path) => !/^# \S.*[.:]\n# shellcheck shell=bash\n/.test(readFileSync(join(source, path), 'utf8'))),
  ).toEqual([]);
});

test('generated cases take their seed from the environment: tests get them from the kit', () => {
  const tests = resolve(import.meta.dirname);
  const fixed = filesBelow(tests).filter(
    (path) => path !== 'kit/generated.ts' && /from '.*\/random\.mjs'/.test(readFileSync(join(tests, path), 'utf8')),
  );
  expect(fixed).toEqual([]);
});
