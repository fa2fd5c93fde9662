// What is checked without tests: the stages of `npm run check`, which `scripts/test` runs first as well.
import { spawn, spawnSync } from 'node:child_process';

/** Where nothing may be left out. */
export const inCi = (process.env.CI ?? '') !== '';

/** Each a script of package.json; `needs` is a program that npm does not install, with how to get it. */
export const stages = [
  { title: 'lint', argv: script('lint') },
  { title: 'format', argv: script('format') },
  { title: 'types', argv: script('types') },
  { title: 'unused code', argv: script('unused') },
  { title: 'generated documentation', argv: script('docs') },
  { title: 'package', argv: script('package') },
  {
    title: 'shell programs',
    argv: script('shell'),
    needs: { program: 'shellcheck', get: 'apt-get install shellcheck, or brew install shellcheck' },
  },
  {
    title: 'Go programs',
    argv: script('go'),
    needs: { program: 'go', get: 'Go 1.26 or newer, from your package manager or from go.dev' },
  },
];

function script(name) {
  return ['npm', 'run', '--silent', `check:${name}`];
}

/** Whether a program is on the PATH. */
export function isInstalled(program) {
  return spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program], { stdio: 'ignore' }).status === 0;
}

/** Runs a command that writes to this terminal; gives its exit code, 127 where there is no such program. */
export function run([program, ...args]) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', () => resolve(127));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** Runs a stage and reports the outcome; returns `passed`, `failed`, or `skipped` where its program is not installed. */
export async function runStage({ title, argv, needs }) {
  console.log(`\n== ${title}`);
  if (needs !== undefined && !isInstalled(needs.program)) {
    console.log(`== ${title}: NOT RUN, ${needs.program} is not installed (get it: ${needs.get})`);
    return 'skipped';
  }
  const started = Date.now();
  const code = await run(argv);
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  console.log(`== ${title}: ${code === 0 ? 'passed' : `FAILED (${code})`} in ${seconds} s`);
  return code === 0 ? 'passed' : 'failed';
}
