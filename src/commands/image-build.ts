// `kind-audit image build`: a node image where no container registry answers.
import { endedLines } from '../core/screen-text.ts';
import { outputOptions } from './options/output.ts';
import type { Command, CommonOptions } from './command.ts';
import { exitCodes } from '../core/exit-code.ts';
import { answer } from '../report/answer.ts';
import { buildImages } from '../image/build-images.ts';
import { parseImageVersion } from '../image/plan.ts';
import type { Version } from '../kind/version.ts';

interface ImageBuildOptions extends CommonOptions {
  readonly kubernetesVersion?: Version;
}

export const imageBuild: Command<ImageBuildOptions> = {
  options: [
    {
      flags: '--kubernetes-version <version>',
      description: 'Kubernetes to build',
      byDefault: 'the pinned one',
      parse: parseImageVersion,
    },
    ...outputOptions(),
  ],
  examples: [
    {
      line: 'kind-audit image build',
      does: 'Kubernetes, etcd and CoreDNS from Go modules, the rest from Debian packages',
    },
    { line: 'kind-audit image build --kubernetes-version v1.35.4', does: 'another version' },
  ],
  async run(options, _positionals, world) {
    const { kubernetesVersion } = options;
    const built = await buildImages(world, kubernetesVersion === undefined ? {} : { kubernetesVersion });
    await world.finished();
    if (options.output === 'json') {
      await answer(world.out, 'kind-audit.image/v1', built);
      return exitCodes.fine;
    }
    const state = built.built ? 'built' : 'already there';
    await world.out.write(endedLines([`${built.nodeImage} (${state})`, `${built.loadBalancerImage} (${state})`]));
    return exitCodes.fine;
  },
};
