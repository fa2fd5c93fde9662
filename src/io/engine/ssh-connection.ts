// A connection to an engine on another host as docker itself makes it: the user's own ssh, with its keys, its settings and
// its list of known hosts, runs `docker system dial-stdio` there.
import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import type { EngineAddress } from './engine-address.ts';

export type SshAddress = Extract<EngineAddress, { readonly by: 'ssh' }>;

/** How much of what ssh says is kept, in characters. */
const MOST_WORDS = 2000;

/** The argument list. Nothing in it can be read as an option of ssh. Source: docker/cli, cli/connhelper. */
export function sshArgv({ host, user, port, path }: SshAddress): string[] {
  const options = [...(user === undefined ? [] : ['-l', user]), ...(port === undefined ? [] : ['-p', String(port)])];
  const docker = path === undefined ? ['docker'] : ['docker', `--host=unix://${path}`];
  return ['ssh', ...options, '-o', 'ConnectTimeout=30', '-T', '--', host, ...docker, 'system', 'dial-stdio'];
}

/** Starts ssh. The stream fails with what ssh said when it ends before it is closed on this side. */
export function connectBySsh(address: SshAddress): Duplex {
  const [program = '', ...args] = sshArgv(address);
  // In a session of its own, so that Ctrl-C reaches only kind-audit, which may have something to undo there.
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (words = `${words}${text}`.slice(-MOST_WORDS)));
  const connection = new Duplex({
    allowHalfOpen: true,
    read: () => void child.stdout.resume(),
    write: (bytes, _encoding, done) => void child.stdin.write(bytes, () => done()),
    final: (done) => void child.stdin.end(() => done()),
    destroy(error, done) {
      child.kill();
      done(error);
    },
  });
  child.stdin.on('error', () => undefined);
  child.stdout.on('data', (bytes) => {
    if (!connection.push(bytes)) child.stdout.pause();
  });
  child.on('error', (error: NodeJS.ErrnoException) => {
    connection.destroy(error.code === 'ENOENT' ? new Error('the program "ssh" is not installed') : error);
  });
  child.on('close', (code) => {
    if (code === 0) connection.push(null);
    else connection.destroy(new Error(lastLine(words) || `ssh ended with ${code ?? 'a signal'}`));
  });
  return connection;
}

/** ssh warns before it says why it ends. */
function lastLine(words: string): string {
  return (
    words
      .trim()
      .split(/\s*[\r\n]+\s*/)
      .at(-1) ?? ''
  );
}
