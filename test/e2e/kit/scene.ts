// A scene of an end-to-end test: a folder, a state folder, a kubeconfig and a cluster name of its own.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { inject } from 'vitest';

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  /** What has been printed until now. */
  output(): string;
  readonly ended: Promise<Ran>;
}

/** Runs any command; its output as text, its exit code as a value. */
export function start(
  argv: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; input?: string } = {},
): Running {
  const [program = '', ...args] = argv;
  const child = spawn(program, args, { cwd: options.cwd, env: options.env ?? process.env });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  const ended = new Promise<Ran>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { child, output: () => stdout + stderr, ended };
}

export async function run(argv: readonly string[], options: Parameters<typeof start>[1] = {}): Promise<Ran> {
  return start(argv, options).ended;
}

/** Runs a command that must succeed; its standard output. */
export async function must(argv: readonly string[], options: Parameters<typeof start>[1] = {}): Promise<string> {
  const { code, stdout, stderr } = await run(argv, options);
  if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code}\n${stdout}\n${stderr}`);
  return stdout;
}

export interface Scene {
  readonly name: string;
  readonly dir: string;
  readonly state: string;
  readonly env: NodeJS.ProcessEnv;
  readonly kubeconfig: string;
  /** The installed program. */
  readonly program: string;
  /** Runs kind-audit in the scene's folder. */
  cli(...args: string[]): Promise<Ran>;
  startCli(...args: string[]): Running;
  /** A command in a node. */
  inNode(script: string, node?: string): Promise<string>;
  /** kubectl of the control-plane node, as the administrator. */
  kubectl(...args: string[]): Promise<string>;
  /** The containers of the scene's cluster. */
  containers(): Promise<string[]>;
  /** Deletes the cluster and the folder. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Sets a scene; `what` becomes part of the cluster's name. */
export function setScene(what: string): Scene {
  const name = `ka-e2e-${what}`;
  const dir = mkdtempSync(join(tmpdir(), `${name}-`));
  const state = `${dir}-state`;
  const program = join(inject('installed'), 'node_modules/.bin/kind-audit');
  const kubeconfig = `${dir}-kubeconfig`;
  const { CI: _ci, ...outside } = process.env;
  const env = { ...outside, XDG_STATE_HOME: state, KUBECONFIG: kubeconfig, KIND_CLUSTER_NAME: name, NO_COLOR: '1' };
  const startCli = (...args: string[]): Running => start([program, ...args], { cwd: dir, env });
  return {
    name,
    dir,
    state: `${state}/kind-audit/clusters/${name}`,
    env,
    kubeconfig,
    program,
    cli: (...args) => startCli(...args).ended,
    startCli,
    inNode: (script, node = `${name}-control-plane`) => must(['docker', 'exec', node, 'bash', '-c', script]),
    kubectl: (...args) =>
      must([
        'docker',
        'exec',
        `${name}-control-plane`,
        'kubectl',
        '--kubeconfig',
        '/etc/kubernetes/admin.conf',
        ...args,
      ]),
    async containers() {
      const text = await must([
        'docker',
        'ps',
        '--all',
        '--filter',
        `label=io.x-k8s.kind.cluster=${name}`,
        '--format',
        '{{.Names}}',
      ]);
      return text
        .split('\n')
        .filter((line) => line !== '')
        .toSorted();
    },
    async [Symbol.asyncDispose]() {
      await run(['kind', 'delete', 'cluster', '--name', name], { env });
      for (const path of [dir, state, kubeconfig]) rmSync(path, { recursive: true, force: true });
    },
  };
}

/** Waits until something is so; fails after the time is over. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>, timeoutMs = 60_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`in vain: waited ${timeoutMs} ms until ${what}`);
    await wait(200);
  }
}
