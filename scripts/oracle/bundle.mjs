// Makes what the differential tests need: the library as JavaScript, and the oracle of each Kubernetes version.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { forNode } from '../bundling.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));

/** Kubernetes versions that are asked, and the module file of each. */
export const oracles = [
  { version: '1.36', modfile: 'go.mod' },
  { version: '1.35', modfile: 'go-0.35.mod' },
];

/** Bundles a module of the source and imports it. */
export async function importSource(path, folder) {
  const outfile = join(folder, `${path.replaceAll(/\W/g, '-')}.mjs`);
  await build({ ...forNode, entryPoints: [join(here, '../../src', path)], outfile });
  return import(pathToFileURL(outfile));
}

/** Compiles an oracle; gives the path of the program. Go keeps what it has compiled before. */
export async function buildOracle({ version, modfile }, folder) {
  const program = join(folder, `oracle-${version}`);
  await run('go', ['build', `-modfile=${modfile}`, '-o', program, '.'], here);
  return program;
}

/** Runs a command to its end; throws when it fails. */
export async function run(command, args, cwd) {
  const child = spawn(command, args, { cwd, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}`);
}

/** Sends lines to an oracle and gives its answers, in order. */
export async function ask(program, mode, lines) {
  const child = spawn(program, [mode], { stdio: ['pipe', 'pipe', 'inherit'] });
  const chunks = [];
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  child.stdin.end(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`the oracle ended with ${code}`);
  return Buffer.concat(chunks)
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}
