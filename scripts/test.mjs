// Runs every stage of the tests, goes on after a failed one, cleans up what it started, and counts.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inCi, isInstalled, run, runStage, stages } from './stages.mjs';
import { removeTestClusters } from './test-clusters.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'kind-audit-test-'));
const total = { passed: 0, failed: 0, skipped: 0 };
const failures = [];

async function stage(one) {
  const outcome = await runStage(one);
  total[outcome] += 1;
  if (outcome === 'failed') failures.push(one.title);
  return outcome === 'passed';
}

/** A vitest project; its own counts are added, not one for the whole. */
async function suite(project) {
  const started = Date.now();
  const file = join(scratch, `${project}.json`);
  console.log(`\n== ${project} tests`);
  const code = await run([
    'npx',
    'vitest',
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile=${file}`,
  ]);
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  const counts = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0 };
  total.passed += counts.numPassedTests;
  total.failed += counts.numFailedTests;
  total.skipped += counts.numPendingTests;
  // A suite that broke outside of a test, in its set-up for instance, is a failure as well.
  if (code !== 0 && counts.numFailedTests === 0) total.failed += 1;
  if (code !== 0) failures.push(`${project} tests`);
  console.log(`== ${project} tests: ${counts.numPassedTests} passed, ${counts.numFailedTests} failed in ${seconds} s`);
}

/** Of an engine that was started without a service manager. */
const PID_FILE = '/var/run/docker.pid';
const engineRan = spawnSync('docker', ['version', '--format', '{{.Server.Version}}'], { stdio: 'ignore' }).status === 0;

/** Removes what a broken test left, and the engine where it was not there before. */
function cleanUp() {
  removeTestClusters();
  rmSync(scratch, { recursive: true, force: true });
  if (engineRan || !existsSync(PID_FILE)) return;
  const pid = Number(readFileSync(PID_FILE, 'utf8'));
  console.log(`\n== the engine that this run started (process ${pid}) is stopped`);
  spawnSync('kill', [String(pid)]);
}

for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => {
    cleanUp();
    process.exit(130);
  });

/** Programs that the tests use and a bare Debian lacks, with their packages. */
const programs = { tmux: 'tmux', pgrep: 'procps', chromium: 'chromium', shellcheck: 'shellcheck' };
const lacking = Object.keys(programs).filter((name) => !isInstalled(name));
if (lacking.length > 0) {
  const install = ['apt-get', 'install', '--yes', '--no-install-recommends', ...lacking.map((name) => programs[name])];
  // The package lists of a fresh machine may be empty or old.
  if (spawnSync(install[0], install.slice(1), { stdio: 'ignore' }).status !== 0)
    spawnSync('apt-get', ['update'], { stdio: 'inherit' });
  await stage({ title: 'test tools', argv: install });
}
for (const one of stages) await stage(one);
console.log(
  `\ngenerated cases: KIND_AUDIT_SEED=${process.env.KIND_AUDIT_SEED ?? ''} (without a number the usual ones)`,
);
await suite('unit');
await suite('cli');
await stage({ title: 'policies as Kubernetes itself decides', argv: ['node', 'scripts/oracle/run.mjs'] });
if (await stage({ title: 'machine set-up', argv: ['node', 'dist/main.js', 'setup', '--yes'] })) {
  // Only an engine that this run has started may be stopped by a test.
  if (!engineRan && existsSync(PID_FILE)) {
    // Its process, which a test that starts it again writes again.
    process.env.KIND_AUDIT_TEST_ENGINE = join(scratch, 'engine.pid');
    copyFileSync(PID_FILE, process.env.KIND_AUDIT_TEST_ENGINE);
  } else console.log('\n== not run: the tests that stop the engine, since this run did not start it');
  await suite('e2e');
}
cleanUp();

if (inCi && total.skipped > 0) {
  console.log(`\nIn CI nothing may be skipped, and ${total.skipped} were.`);
  total.failed += total.skipped;
  total.skipped = 0;
}
if (failures.length > 0) console.log(`\nfailed: ${failures.join(', ')}`);
console.log(`\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exit(total.failed > 0 ? 1 : 0);
