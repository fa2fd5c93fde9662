// The systems that kind-audit runs on.
import { Problem } from '../core/problem.ts';

/** Throws a Problem on Windows: signals, paths and the search of PATH are done as Linux and macOS do them. */
export function requireSupported(platform: NodeJS.Platform): void {
  if (platform !== 'win32') return;
  throw new Problem('not-supported', 'kind-audit runs on Linux and macOS, not on Windows itself', {
    hint: 'run it in WSL: https://learn.microsoft.com/windows/wsl/install',
  });
}
