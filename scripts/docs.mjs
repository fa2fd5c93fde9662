// Writes the tables of README.md from the code; with --check it only says whether they are current.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { dockerode } from './dockerode.mjs';

const scratch = await mkdtemp(join(tmpdir(), 'kind-audit-docs-'));
const outfile = join(scratch, 'tables.mjs');
await build({
  stdin: {
    contents: `
      export { commandTable } from './src/cli/table.ts';
      export { checkTable } from './src/doctor/table.ts';
      export { presets } from './src/policy/presets.ts';
      export { explanations } from './src/policy/lint/explanations.ts';`,
    resolveDir: process.cwd(),
    loader: 'ts',
  },
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  plugins: [dockerode],
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
});
const { commandTable, checkTable, presets, explanations } = await import(pathToFileURL(outfile).href);
await rm(scratch, { recursive: true });

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
/** Outside of code a star is emphasis. */
const prose = (text) => cell(text).replaceAll('*', '\\*');
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
};

const before = await readFile('README.md', 'utf8');
const after = before.replace(/(<!-- generated: (\w+) -->\n)[^]*?<!-- end -->/g, (whole, start, name) =>
  name in tables ? `${start}${tables[name]}\n<!-- end -->` : whole,
);
if (after === before) process.exit(0);
if (process.argv.includes('--check')) {
  console.error('README.md is out of date; run: npm run docs');
  process.exit(1);
}
await writeFile('README.md', after);
console.error('README.md: tables written');
