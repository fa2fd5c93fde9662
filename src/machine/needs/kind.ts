// The need for the program kind, new enough to rely on.
import type { World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import type { Step, StepVoice } from '../../core/step.ts';
import { builtKindPath } from '../../image/kind-binary.ts';
import { formatVersion } from '../../kind/version.ts';
import { buildKind } from '../kind/build.ts';
import { downloadKind } from '../kind/download.ts';
import { findKind } from '../kind/find.ts';
import { folderOf } from '../../core/path.ts';
import { isOnPath, programFolder } from '../kind/place.ts';
import { KIND_MODULE, KIND_RELEASE } from '../kind/release.ts';
import { manual, type Need, type Provision } from '../need.ts';

export const kindNeed: Need = {
  id: 'kind',
  title: 'kind',
  look: async (world) => (await findKind(world)).state,
  plan: planKind,
};

async function planKind(
  world: Pick<World, 'exec' | 'files' | 'machine' | 'env' | 'home' | 'signal'>,
): Promise<Provision> {
  const { platform } = world.machine;
  const { path, version, state } = await findKind(world);
  const verb = path === null ? 'install' : 'upgrade';
  if (platform === 'darwin') return manual('kind-audit does not install programs on macOS', `brew ${verb} kind`);
  const folder = programFolder(world);
  const target = `${folder}/kind`;
  if (path === target && !isOnPath(world, folder)) return manual(state.evidence, `export PATH="${folder}:$PATH"`);
  const old = version === null ? 'old' : formatVersion(version);
  if (path !== null && path !== target && !isOnPath(world, folder, folderOf(path))) {
    return manual(
      `${path} comes before ${folder} on PATH`,
      `${world.machine.uid === 0 ? '' : 'sudo '}mv ${path} ${path}-${old}`,
      'kind-audit setup --yes',
    );
  }
  return { how: 'steps', steps: [installStep(target, path === target ? `${target}-${old}` : null)] };
}

/** Puts the pinned release at `target`; what is there is kept under the name `aside`. */
function installStep(target: string, aside: string | null): Step<World> {
  return {
    id: 'kind-install',
    title: `Install kind ${KIND_RELEASE} as ${target}`,
    async run(world, voice) {
      const fresh = `${target}.new`;
      await world.files.makeDir(folderOf(target));
      try {
        const how = await fetchKind(world, voice, fresh);
        if (aside !== null) await world.files.copy(target, aside);
        await world.files.rename(fresh, target);
        return aside === null ? how : `${how}; the old one is ${aside}`;
      } finally {
        await world.files.remove(fresh);
      }
    },
  };
}

/** The first way that works: the release, the one that an image build compiled, a build of the module. */
async function fetchKind(world: World, voice: StepVoice, target: string): Promise<string> {
  const reason = await downloadKind(world, voice, target);
  if (reason === null) return 'downloaded, checksum verified';
  const compiled = await builtKindPath(world);
  if (compiled !== null) {
    await world.files.copy(compiled, target);
    return `the one that was compiled along with the node image (${reason})`;
  }
  if ((await world.exec.which('go')) === null) {
    throw new Problem('tool-missing', `kind cannot be downloaded (${reason}), and there is no go to build it`, {
      hint: 'install Go (https://go.dev/doc/install), then kind-audit setup --yes',
    });
  }
  voice.progress(`${reason}; building it from its Go module`);
  await buildKind(world, voice, target);
  return `built from ${KIND_MODULE}@${KIND_RELEASE}, checksum verified (${reason})`;
}
