// kind built from its Go module, where the host of its releases does not answer but the module proxy does.
import { count } from '../../core/plural.ts';
import { commandFailed } from '../../core/command-failed.ts';
import { fieldsOf, jsonOf, textOf } from '../../core/fields.ts';
import type { World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import type { StepVoice } from '../../core/step.ts';
import { BUILD_ENV, BUILD_FLAGS } from '../../image/go-build.ts';
import { KIND_MODULE, KIND_MODULE_SUM, KIND_RELEASE } from './release.ts';

/**
 * Builds kind into a folder next to `target` and moves it there. The module's checksum is compared
 * with the pinned one; Go checks those of its dependencies. The flags are those of the image
 * build, which then finds in Go's cache what both need.
 */
export async function buildKind(
  world: Pick<World, 'exec' | 'files' | 'signal' | 'random'>,
  voice: StepVoice,
  target: string,
): Promise<void> {
  const { exec, files, signal } = world;
  const module = `${KIND_MODULE}@${KIND_RELEASE}`;
  const folder = `${target}.building-${world.random(4)}`;
  await files.makeDir(folder, 0o700);
  try {
    const options = { cwd: folder, signal, env: { ...BUILD_ENV, GOBIN: folder } };
    voice.progress(`fetching ${module}`);
    const fetched = await exec.run(['go', 'mod', 'download', '-json', module], options);
    if (fetched.exitCode !== 0) throw commandFailed(fetched, `cannot fetch ${module}`, 'go env GOPROXY');
    checkSum(fetched.stdout, module);
    let packages = 0;
    const built = await exec.run(['go', 'install', '-v', ...BUILD_FLAGS, '-ldflags', '-s -w', module], {
      ...options,
      onLine: (line) =>
        voice.progress(line.startsWith('go: ') ? line : `${count((packages += 1), 'package')} built: ${line}`),
    });
    if (built.exitCode !== 0) throw commandFailed(built, `cannot build ${module}`, 'go version');
    await files.rename(`${folder}/kind`, target);
  } finally {
    await files.remove(folder);
  }
}

function checkSum(json: string, module: string): void {
  const sum = textOf(fieldsOf(jsonOf(json))['Sum'], 'none');
  if (sum === KIND_MODULE_SUM) return;
  throw new Problem('command-failed', `what the Go module proxy returned is not ${module}; nothing was built`, {
    details: `checksum expected ${KIND_MODULE_SUM}\nchecksum found    ${sum}`,
    hint: 'go env GOPROXY GOFLAGS',
  });
}
