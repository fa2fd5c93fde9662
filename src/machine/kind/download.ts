// kind as a released program: downloaded, checked, and only then written.
import { formatBytes } from '../../core/byte-size.ts';
import type { HttpAnswer, World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import type { StepVoice } from '../../core/step.ts';
import { KIND_RELEASE, releaseFor } from './release.ts';

/** Time limit of the whole download, in milliseconds. */
const DOWNLOAD_MS = 180_000;

/**
 * Downloads the released kind to `target`. Returns the reason when it cannot be
 * downloaded, null when it is done; throws a Problem when the bytes are not those of the release.
 */
export async function downloadKind(
  world: Pick<World, 'files' | 'clock' | 'http' | 'machine' | 'signal' | 'sha256'>,
  voice: StepVoice,
  target: string,
): Promise<string | null> {
  const { files, http, machine } = world;
  const release = releaseFor(machine);
  if (release === null) return `no kind is released for ${machine.platform}/${machine.architecture}`;
  const { host } = new URL(release.url);
  const limit = AbortSignal.any([world.signal, world.clock.timeout(DOWNLOAD_MS)]);
  let bytes: Uint8Array;
  try {
    voice.progress(`asking ${host}`);
    const answer = await http.get(release.url, limit);
    if (answer === 'unreachable') return `${host} does not answer`;
    if (answer.status !== 200) return `${host} answers ${answer.status}`;
    bytes = await readAll(answer, voice);
  } catch {
    world.signal.throwIfAborted();
    return `the download from ${host} broke off`;
  }
  const found = world.sha256(bytes);
  if (found !== release.sha256) {
    throw new Problem(
      'command-failed',
      `what ${release.url} returned is not kind ${KIND_RELEASE}; nothing was installed`,
      {
        details: `SHA-256 expected ${release.sha256}\nSHA-256 found    ${found}`,
        hint: 'check which proxy is between this machine and that host',
      },
    );
  }
  await files.write(target, bytes, 0o755);
  return null;
}

async function readAll({ body }: HttpAnswer, voice: StepVoice): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    voice.progress(`${formatBytes(size)} downloaded`);
  }
  return Buffer.concat(chunks);
}
