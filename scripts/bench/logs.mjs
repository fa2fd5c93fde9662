// `logs` next to jq and ripgrep on the same file, and to its own slow twins, in alternation.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measured, median, ratio, row } from './measure.mjs';
import { buildTwin, twinRow } from './twins.mjs';

const MEBIBYTES = 512;
const ROUNDS = 3;

/** What is asked, of us and of others, and which ratio is promised. */
function questions(file) {
  const logs = (...args) => [process.execPath, 'dist/main.js', 'logs', file, ...args];
  const jq = (...args) => ['jq', ...args, file];
  return [
    {
      title: 'few events: --verb delete',
      ours: logs('--verb', 'delete', '-o', 'json'),
      twins: [],
      others: [
        { name: 'jq', argv: jq('-c', 'select(.verb == "delete")'), target: 'at least 10', faster: true },
        {
          name: 'ripgrep',
          argv: ['rg', '--fixed-strings', '"verb":"delete"', file],
          target: 'at most 10',
          faster: false,
        },
      ],
    },
    {
      title: 'most events: --level Metadata',
      ours: logs('--level', 'Metadata', '-o', 'json'),
      twins: ['one thread'],
      others: [{ name: 'jq', argv: jq('-c', 'select(.level == "Metadata")'), target: 'at least 3', faster: true }],
    },
    {
      title: 'counting: --top user',
      ours: logs('--top', 'user'),
      twins: ['one thread'],
      others: [{ name: 'jq', argv: jq('-r', '.user.username'), target: 'at least 3', faster: true }],
    },
  ];
}

/**
 * Makes a log, runs all programs in turn, and prints medians; a ratio is their time to ours, or ours to theirs.
 * Next to our time is our peak memory (target: below 150 MB).
 */
export async function benchLogs() {
  const folder = mkdtempSync(join(tmpdir(), 'kind-audit-bench-'));
  const file = join(folder, 'audit.log');
  try {
    spawnSync(process.execPath, [fileURLToPath(new URL('make-log.mjs', import.meta.url)), file, String(MEBIBYTES)], {
      stdio: 'inherit',
    });
    console.log(`\nlogs, ${MEBIBYTES} MiB, median of ${ROUNDS} alternating runs`);
    const programs = { 'one thread': await buildTwin('one thread', folder) };
    for (const { title, ours, twins, others: all } of questions(file)) {
      const others = all.filter(({ argv: [program] }) => spawnSync(program, ['--version']).error === undefined);
      const twinArgvs = twins.map((name) => ours.toSpliced(1, 1, programs[name]));
      const times = [ours, ...others.map(({ argv }) => argv), ...twinArgvs].map((argv) => ({ argv, runs: [] }));
      for (let round = 0; round < ROUNDS; round += 1)
        for (const { argv, runs } of times) runs.push(await measured(argv));
      const [own, ...theirs] = times.map(({ runs }) => median(runs.map(({ seconds }) => seconds)));
      const memory = Math.max(...times[0].runs.map((each) => each.memory));
      row(title, `${own.toFixed(2)} s`, `${memory.toFixed(0)} MB`);
      for (const [index, { name, target, faster }] of others.entries()) {
        const other = theirs[index];
        row(`  ${name} (target: ${target})`, `${other.toFixed(2)} s`, faster ? ratio(other, own) : ratio(own, other));
      }
      for (const { name } of all.filter((other) => !others.includes(other))) row(`  ${name}`, 'not installed');
      for (const [index, name] of twins.entries()) twinRow(name, theirs[others.length + index], own);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}
