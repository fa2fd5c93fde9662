// The environment of a test of the packed program: its own folder and state folder, and no engine.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { start, type Ran, type Running } from './run.ts';

export interface PackedScene {
  readonly name: string;
  /** Where the program runs. */
  readonly dir: string;
  /** Below it the program keeps what it knows about clusters. */
  readonly stateHome: string;
  readonly kubeconfig: string;
  readonly env: NodeJS.ProcessEnv;
  /** The installed program. */
  readonly program: string;
  /** Runs kind-audit in the scene's folder. */
  cli(...args: string[]): Promise<Ran>;
  startCli(...args: string[]): Running;
  /** Deletes the folders. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Where no engine listens. */
export const noEngine = 'unix:///no/docker.sock';

/** Sets a scene with a name, which is the cluster's as well; `more` goes into the program's environment. */
export function setPackedScene(name: string, more: NodeJS.ProcessEnv = { DOCKER_HOST: noEngine }): PackedScene {
  const dir = mkdtempSync(join(tmpdir(), `${name}-`));
  const stateHome = `${dir}-state`;
  const kubeconfig = `${dir}-kubeconfig`;
  const program = join(inject('installed'), 'node_modules/.bin/kind-audit');
  const { CI: _ci, ...outside } = process.env;
  const own = { XDG_STATE_HOME: stateHome, KUBECONFIG: kubeconfig, KIND_CLUSTER_NAME: name, NO_COLOR: '1' };
  const env = { ...outside, ...own, ...more };
  const startCli = (...args: string[]): Running => start([program, ...args], { cwd: dir, env });
  return {
    name,
    dir,
    stateHome,
    kubeconfig,
    env,
    program,
    cli: (...args) => startCli(...args).ended,
    startCli,
    async [Symbol.asyncDispose]() {
      for (const path of [dir, stateHome, kubeconfig]) rmSync(path, { recursive: true, force: true });
    },
  };
}
