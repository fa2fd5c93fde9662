// A kind node as a container of an engine that is reached through its program.
import type { Exec, Node, NodeRole } from '../../core/ports.ts';
import { nodeStopped } from './node-stopped.ts';

/** The node of this name; nothing is run yet. */
export function commandLineNode(program: string, host: Exec, name: string, role: NodeRole): Node {
  const prefix = (stdin: boolean): string[] => [program, 'exec', ...(stdin ? ['--interactive'] : []), name];
  return {
    name,
    role,
    async run(argv, options = {}) {
      const ran = await host.run([...prefix(options.stdin !== undefined), ...argv], options);
      if (ran.exitCode !== 0 && /is not running|is paused|paused container|container state improper/i.test(ran.stderr))
        throw nodeStopped(program, name, ran.stderr, undefined);
      return { ...ran, argv };
    },
    async stream(argv, signal) {
      const { spawn } = await import('node:child_process');
      const [first = '', ...rest] = [...prefix(true), ...argv];
      signal.throwIfAborted();
      const child = spawn(first, rest, { stdio: ['pipe', 'pipe', 'ignore'] });
      await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
      const close = (): void => void child.stdin.end();
      signal.addEventListener('abort', close, { once: true });
      return {
        stdout: child.stdout,
        async [Symbol.asyncDispose]() {
          signal.removeEventListener('abort', close);
          close();
          child.stdout.destroy();
        },
      };
    },
  };
}
