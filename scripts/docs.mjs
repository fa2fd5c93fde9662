// Writes the documentation that comes from the code: the tables of the READMEs and of CONTRIBUTING, and the page of the lint
// rules.
// With --check it only reports whether they are current.
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
      export { documents } from './src/report/documents/table.ts';
      export { presets } from './src/policy/authoring/presets.ts';
      export { explainRemarks, explanations } from './src/policy/lint/explanations.ts';
      export { policyRooms, rooms } from './test/kit/arrows.ts';
      export { avoidedWords } from './test/kit/words.ts';`,
    resolveDir: process.cwd(),
    loader: 'ts',
  },
  outfile,
});
const source = await import(pathToFileURL(outfile).href);
const { avoidedWords, commandTable, exitCodeWords, checkTable, documents, presets, policyRooms, rooms } = source;
const { explanations, explainRemarks } = source;
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
  documents: table(
    ['`schema`', 'printed by', 'what it says'],
    documents.map(({ name, printedBy, about }) => [`\`${name}\``, prose(printedBy), prose(about)]),
  ),
  presets: table(
    ['preset', 'what it logs'],
    presets.map(({ name, title }) => [`\`${name}\``, cell(title)]),
  ),
  rooms: table(
    ['room', 'what lives there', 'touches the world?', 'imports'],
    rooms.map(({ name, holds, outside, imports }) => [code(name), cell(holds), outside, imports.map(code).join(' ')]),
  ),
  words: table(
    ['not', 'but'],
    avoidedWords.map(({ avoid, write }) => [avoid, write]),
  ),
  policyRooms: table(
    ['room of `policy/`', 'imports'],
    policyRooms.map(({ name, imports }) => [code(name), imports.map(code).join(' ')]),
  ),
};

/** The text of a page with its tables written again. */
function withTables(page, text) {
  return text.replace(/(<!-- generated: (\w+) -->\n)[^]*?<!-- end -->/g, (whole, start, name) => {
    if (!(name in tables)) throw new Error(`${page}: there is no table "${name}"`);
    return `${start}${tables[name]}\n<!-- end -->`;
  });
}

const pages = {
  'README.md': withTables,
  'src/README.md': withTables,
  '.github/CONTRIBUTING.md': withTables,
  'src/policy/lint/rules/README.md': explainRemarks,
};
const onlyCheck = process.argv.includes('--check');
for (const [page, write] of Object.entries(pages)) {
  const before = await readFile(page, 'utf8');
  const after = write(page, before);
  if (after === before) continue;
  console.error(onlyCheck ? `${page} is out of date; run: npm run docs` : `${page}: written`);
  if (onlyCheck) process.exitCode = 1;
  else await writeFile(page, after);
}
