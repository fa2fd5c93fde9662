// Start-up stays near bare node: how many files each call loads and how large they are, numbers that do not wobble.
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { must } from './kit/run.ts';

/** The files that a call loads, as V8 itself lists them. */
async function loadedBy(...args: string[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'kind-audit-modules-'));
  const program = realpathSync(join(inject('installed'), 'node_modules/.bin/kind-audit'));
  await must([process.execPath, program, ...args], { env: { ...process.env, NODE_V8_COVERAGE: folder } });
  const urls = readdirSync(folder).flatMap((file) => {
    const { result } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { result: { url: string }[] };
    return result.map(({ url }) => url);
  });
  rmSync(folder, { recursive: true });
  return urls.filter((url) => url.startsWith('file://'));
}

/** Names of the files that hold a large library; listr2 and inquirer are loaded by their file dist/index.js. */
const heavy = ['docker', 'execa', 'dist', 'x509'].map((name) => new RegExp(`/${name}[.-][^/]*$`));

test('every heavy library has a file of its own', () => {
  const folder = join(inject('installed'), 'node_modules/kind-audit/dist');
  const large = readdirSync(folder).filter((name) => statSync(join(folder, name)).size > 40 * 1024);
  expect(heavy.map((name) => large.filter((file) => name.test(`/${file}`)).length)).toEqual([1, 1, 2, 1]);
});

test.each([
  [['--version'], 7, 113],
  [['--help'], 7, 113],
  [['up', '--help'], 18, 121],
  [['logs', '--help'], 18, 140],
  [['doctor', '--help'], 10, 115],
  [['sink', '--help'], 18, 130],
  [['forward', 'run', '--help'], 18, 130],
])('%j loads at most %d files of %d KiB, and none of the heavy ones', async (args, most, mostKiB) => {
  const loaded = await loadedBy(...args);
  expect(loaded.length).toBeGreaterThan(0);
  expect(loaded.length, loaded.join('\n')).toBeLessThanOrEqual(most);
  const bytes = loaded.reduce((sum, url) => sum + statSync(new URL(url)).size, 0);
  expect(bytes / 1024).toBeLessThanOrEqual(mostKiB);
  expect(loaded.filter((url) => heavy.some((name) => name.test(url)))).toEqual([]);
});

test('the package brings no other with it', () => {
  const packages = readdirSync(join(inject('installed'), 'node_modules')).filter((name) => !name.startsWith('.'));
  expect(packages).toEqual(['kind-audit']);
});
