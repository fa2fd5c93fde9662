// What is read of folders and of named files, and what is said of the rest; with real links, pipes and sockets.
import { execFileSync, spawn } from 'node:child_process';
import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Files } from '../../src/core/ports.ts';
import { files as realFiles } from '../../src/io/files.ts';
import { localSources } from '../../src/logs/local-source.ts';
import { show } from '../../src/logs/show.ts';
import { all, event, jsonReading, numbers, range, realTimeWorld, tempDir } from './kit.ts';

const lines = (...wanted: readonly number[]): string => wanted.map((number) => `${event(number)}\n`).join('');

/** Writes files below a folder. */
function write(dir: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(dir, name, '..'), { recursive: true });
    writeFileSync(join(dir, name), content);
  }
}

/** The numbers of the events below a folder's arguments, and the notes, with the folder's path left out. */
async function read(
  dir: string,
  args: readonly string[],
  files: Files = realFiles,
): Promise<readonly [events: readonly number[], notes: readonly string[]]> {
  const world = realTimeWorld({ files, cwd: dir });
  await show(await localSources(args, world), jsonReading(all), world);
  const notes = world.events
    .filter((each) => each.type === 'note')
    .map((each) => ('text' in each ? (each.text ?? '').replaceAll(`${dir}/`, '').replaceAll(dir, '.') : ''));
  return [numbers(world.printed()), notes];
}

test("every name that a log is rotated to is read, in the log's order", async () => {
  using dir = tempDir();
  write(dir.path, {
    'l/audit.log-20261119.gz': gzipSync(lines(1)),
    'l/audit.log-20261120': lines(2),
    'l/audit.log.11.gz': gzipSync(lines(3)),
    'l/audit.log.2.gz': gzipSync(lines(4)),
    'l/audit.log.1': lines(5),
    'l/audit.log': lines(6),
    'l/kube-audit.2': lines(7),
    'l/kube-audit.1': lines(8),
    'l/kube-audit': lines(9),
    'l/server-2026-11-21T08-00-00.010.log.gz': gzipSync(lines(10)),
    'l/server.log': lines(11),
  });
  expect(await read(dir.path, ['l'])).toEqual([range(1, 12), []]);
});

test('a file of any other name is read when it begins with an event, else it is said', async () => {
  using dir = tempDir();
  write(dir.path, {
    'l/audit.txt': lines(1),
    'l/events': `2026-11-21T08:00:00.1Z stdout F ${lines(2)}`,
    'l/wrapped.old': `${JSON.stringify({ log: event(3) })}\n`,
    'l/hole.bak': Buffer.concat([Buffer.alloc(200_000), Buffer.from(`\n${lines(4)}`)]),
    'l/packed.bin': gzipSync(lines(5)),
    'l/a.txt': 'notes',
    'l/b.html': '<p>',
    'l/c': 'x',
    'l/d.yaml': 'apiVersion: audit.k8s.io/v1\nkind: Policy\n',
    'l/none': '',
    'l/e.xz': Buffer.from('\u00FD7zXZ\0xx', 'latin1'),
    'l/f.log.xz': Buffer.from('\u00FD7zXZ\0xx', 'latin1'),
    'l/g.log': gzipSync(gzipSync(lines(9))),
    'l/h.log': Buffer.from(`\uFEFF${lines(9)}`, 'utf16le'),
  });
  const [events, [passed, ...rest]] = await read(dir.path, ['l']);
  expect(events).toEqual([1, 2, 4, 5]);
  expect(passed).toBe(
    'passed over in l: 4 files without an audit event at their beginning (a.txt, b.html, c, …); ' +
      '2 files that are compressed with xz (e.xz, f.log.xz); 1 empty file (none); ' +
      '1 file that is UTF-16 text (h.log); 1 file that is packed with gzip twice (g.log)',
  );
  // What is left out of the files that are read is said line by line.
  expect(rest.join('\n')).toMatch(/hole\.bak.*\n.*wrapped\.old/);
});

test('what is no file, what lies too deep, and what cannot be read is said', async () => {
  using dir = tempDir();
  write(dir.path, { 'l/audit.log': lines(1), 'l/2/3/4/5/deep.log': lines(2), 'l/2/3/4/5/6/deeper.log': lines(3) });
  execFileSync('mkfifo', [join(dir.path, 'l/pipe.log')]);
  symlinkSync('/dev/null', join(dir.path, 'l/null.log'));
  symlinkSync('nowhere', join(dir.path, 'l/dangling.log'));
  symlinkSync('loop.log', join(dir.path, 'l/loop.log'));
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(join(dir.path, 'l/socket.log'), resolve));
  const denied: Files = {
    ...realFiles,
    stream(path, ...rest) {
      if (!path.endsWith('denied.log')) return realFiles.stream(path, ...rest);
      throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES', syscall: 'open' });
    },
  };
  write(dir.path, { 'l/denied.log': lines(4) });
  const [events, notes] = await read(dir.path, ['l'], denied);
  server.close();
  expect(events).toEqual([1, 2]);
  expect(notes).toHaveLength(1);
  expect(notes[0]).toMatch(
    /^passed over in l: 2 that cannot be read \(denied\.log: EACCES[^;]*, loop\.log: ELOOP[^;]*\);/,
  );
  for (const part of [
    '1 device (null.log)',
    '1 pipe (pipe.log)',
    '1 socket (socket.log)',
    '1 folder that lies too deep (2/3/4/5/6)',
    '1 link that leads nowhere (dangling.log)',
  ])
    expect(notes[0]).toContain(part);
});

test('a file or folder with several names is read once', async () => {
  using dir = tempDir();
  write(dir.path, { 'l/audit.log': lines(1, 2), 'l/sub/b.log': lines(3) });
  symlinkSync('.', join(dir.path, 'l/own'));
  symlinkSync('..', join(dir.path, 'l/sub/up'));
  symlinkSync('audit.log', join(dir.path, 'l/current.log'));
  linkSync(join(dir.path, 'l/audit.log'), join(dir.path, 'l/hard.log'));
  const known = 'passed over in l: 4 that are read under another name (current.log, hard.log, own, …)';
  expect(await read(dir.path, ['l'])).toEqual([[1, 2, 3], [known]]);
  expect(await read(dir.path, ['l/audit.log', 'l/own/audit.log', './l/audit.log'])).toEqual([
    [1, 2],
    ['l/own/audit.log is named twice, and is read once', './l/audit.log is named twice, and is read once'],
  ]);
  expect(await read(dir.path, ['l/sub', 'l/sub'])).toMatchObject([[1, 2, 3], { length: 2 }]);
});

test('a packed copy of a file beside it is no second log; another content is', async () => {
  using dir = tempDir();
  write(dir.path, {
    'l/a.log.1': lines(1, 2),
    'l/a.log.1.gz': gzipSync(lines(1, 2)),
    'l/b.log': lines(3),
    'l/b.log.gz': gzipSync(lines(4)),
    'l/c.log.1': lines(5),
    'l/c.log.1.gz': '',
  });
  expect(await read(dir.path, ['l'])).toEqual([
    [1, 2, 3, 4, 5],
    ['passed over in l: 2 packed copies of files beside them (a.log.1.gz, c.log.1.gz)'],
  ]);
  expect(await read(dir.path, ['l/b.log', 'l/b.log.gz'])).toEqual([[3, 4], []]);
});

test('a file that is removed before it is read is said, and the others are read', async () => {
  using dir = tempDir();
  write(dir.path, { 'a.log': lines(1), 'b.log': lines(2), 'c.log': lines(3) });
  let opened = 0;
  const vanishing: Files = {
    ...realFiles,
    stream(path, ...rest) {
      if (path.endsWith('b.log') && (opened += 1) > 1) return realFiles.stream(`${path}.gone`, ...rest);
      return realFiles.stream(path, ...rest);
    },
  };
  expect(await read(dir.path, ['.'], vanishing)).toEqual([
    [1, 3],
    ['b.log was removed before it was read; events may be missing'],
  ]);
});

test('a named file of another format is said where others are named', async () => {
  using dir = tempDir();
  write(dir.path, { 'a.log': lines(1), 'b c.xz': Buffer.from('\u00FD7zXZ\0xx', 'latin1') });
  expect(await read(dir.path, ['a.log', 'b c.xz'])).toEqual([
    [1],
    ["b c.xz is compressed with xz, which is not read: xz -dc 'b c.xz' | kind-audit logs -"],
  ]);
});

test('a folder of many files: bounded descriptors', async () => {
  using dir = tempDir();
  write(dir.path, Object.fromEntries(range(1, 300).map((number) => [`l/${number}.log`, lines(number)])));
  let open = 0;
  let most = 0;
  const counting: Files = {
    ...realFiles,
    async *stream(...parts) {
      open += 1;
      most = Math.max(most, open);
      try {
        yield* realFiles.stream(...parts);
      } finally {
        open -= 1;
      }
    },
  };
  expect(await read(dir.path, ['l'], counting)).toEqual([range(1, 300), []]);
  expect(open).toBe(0);
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(8);
});

test('a pipe that gets its writer late', async () => {
  using dir = tempDir();
  execFileSync('mkfifo', [join(dir.path, 'p')]);
  const reading = read(dir.path, ['p']);
  const writer = spawn('bash', ['-c', 'cat > "$0"', join(dir.path, 'p')], { stdio: ['pipe', 'ignore', 'inherit'] });
  writer.stdin.end(lines(1, 2));
  expect(await reading).toEqual([[1, 2], []]);
});
