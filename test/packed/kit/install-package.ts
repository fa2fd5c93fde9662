// Packs the project, or uses the tarball that KIND_AUDIT_PACKAGE names, and installs it into an empty folder: tests of
// the whole program run what users get.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
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
  const root = join(import.meta.dirname, '../../..');
  const given = process.env['KIND_AUDIT_PACKAGE'] ?? '';
  if (given === '') run(['npm', 'pack', '--pack-destination', dir], root);
  const tarball =
    given === '' ? join(dir, readdirSync(dir).find((name) => name.endsWith('.tgz')) ?? '') : resolve(root, given);
  writeFileSync(join(dir, 'package.json'), '{"name":"an-empty-folder","private":true}');
  run(['npm', 'install', '--no-audit', '--no-fund', tarball], dir);
  // Some tests run it as another user.
  chmodSync(dir, 0o755);
  project.provide('installed', dir);
  return () => rmSync(dir, { recursive: true, force: true });
}
