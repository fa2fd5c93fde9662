// Writes the tables of README.md and src/README.md from the code; with --check it only says whether they are current.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { forNode } from './bundling.mjs';

const scratch = await mkdtemp(join(tmpdir(), 'kind-audit-docs-'));
const outfile = join(scratch, 'tables.mjs');
await build({
  ...forNode,
  stdin: {
    contents: `
      export { commandTable } from './src/cli/table.ts';
      export { exitCodeWords } from './src/core/exit-code.ts';
      export { checkTable } from './src/doctor/table.ts';
      export { presets } from './src/policy/authoring/presets.ts';
      export { explanations } from './src/policy/lint/explanations.ts';
      export { policyRooms, rooms } from './test/kit/arrows.ts';`,
    resolveDir: process.cwd(),
    loader: 'ts',
  },
  outfile,
});
const { commandTable, exitCodeWords, checkTable, presets, explanations, policyRooms, rooms } = await import(
  pathToFileURL(outfile).href
);
await rm(scratch, { recursive: true });

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
/** Outside of code a star is emphasis. */
const prose = (text) => cell(text).replaceAll('*', '\\*');
const code = (name) => (name === '.' ? '–' : `\`${name}/\``);
const table = (head, rows) =>
  [
    `| ${head.join(' | ')} |`,
    `|${head.map(() => '---').join('|')}|`,
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ].join('\n');

const commands = await Promise.all(
  commandTable.map(async ({ name, summary, load }) => ({ name, summary, examples: (await load()).examples })),
);
const tables = {
  commands: table(
    ['command', 'what it does', 'for instance'],
    commands.map(({ name, summary, examples }) => [`\`${name}\``, cell(summary), `\`${cell(examples[0].line)}\``]),
  ),
  examples: commands
    .flatMap(({ examples }) => examples)
    .map(({ line, does }) => `${line.padEnd(62)} # ${does}`)
    .join('\n')
    .replace(/^/, '```sh\n')
    .replace(/$/, '\n```'),
  exitCodes: table(['exit code', 'meaning'], exitCodeWords),
  checks: table(
    ['check', 'what it looks at'],
    checkTable.map(({ id, about }) => [`\`${id}\``, cell(about)]),
  ),
  remarks: table(
    ['id', 'is', 'means'],
    Object.entries(explanations).map(([id, { severity, title }]) => [`\`${id}\``, severity, prose(title)]),
  ),
  presets: table(
    ['preset', 'what it logs'],
    presets.map(({ name, title }) => [`\`${name}\``, cell(title)]),
  ),
  rooms: table(
    ['room', 'what lives there', 'touches the world?', 'imports'],
    rooms.map(({ name, holds, outside, imports }) => [code(name), cell(holds), outside, imports.map(code).join(' ')]),
  ),
  policyRooms: table(
    ['room of `policy/`', 'imports'],
    policyRooms.map(({ name, imports }) => [code(name), imports.map(code).join(' ')]),
  ),
};

/** Writes the tables of a page; gives whether it was out of date. */
async function writeTables(page, onlyCheck) {
  const before = await readFile(page, 'utf8');
  const after = before.replace(/(<!-- generated: (\w+) -->\n)[^]*?<!-- end -->/g, (whole, start, name) => {
    if (!(name in tables)) throw new Error(`${page}: there is no table "${name}"`);
    return `${start}${tables[name]}\n<!-- end -->`;
  });
  if (after !== before && !onlyCheck) await writeFile(page, after);
  return after !== before;
}

const onlyCheck = process.argv.includes('--check');
for (const page of ['README.md', 'src/README.md']) {
  if (!(await writeTables(page, onlyCheck))) continue;
  console.error(onlyCheck ? `${page} is out of date; run: npm run docs` : `${page}: tables written`);
  if (onlyCheck) process.exitCode = 1;
}
