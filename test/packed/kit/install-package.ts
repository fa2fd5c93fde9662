// Packs the project and installs the tarball into an empty folder: tests of the whole program run what users get.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder with node_modules/kind-audit in it. */
    installed: string;
  }
}

export default function setup(project: TestProject): () => void {
  const dir = mkdtempSync(join(tmpdir(), 'kind-audit-installed-'));
  const run = (argv: readonly string[], cwd: string): void => {
    const [program = '', ...args] = argv;
    execFileSync(program, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  };
  run(['npm', 'pack', '--pack-destination', dir], join(import.meta.dirname, '../../..'));
  const tarball = readdirSync(dir).find((name) => name.endsWith('.tgz')) ?? '';
  writeFileSync(join(dir, 'package.json'), '{"name":"an-empty-folder","private":true}');
  run(['npm', 'install', '--no-audit', '--no-fund', `./${tarball}`], dir);
  // Some tests run it as another user.
  chmodSync(dir, 0o755);
  project.provide('installed', dir);
  return () => rmSync(dir, { recursive: true, force: true });
}
