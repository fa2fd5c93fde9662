// The need for a node image: one that is here, one that kind can pull, or one that is built here.
import type { World } from '../../core/ports.ts';
import { planImageTools } from '../image-tools.ts';
import { manual, type Need, type Provision } from '../need.ts';
import { lookAtNodeImage, REFERENCE } from '../node-image.ts';

export const nodeImageNeed: Need = {
  id: 'node-image',
  title: 'Node image',
  look: (world) => lookAtNodeImage(world, null),
  plan: planNodeImage,
};

async function planNodeImage(world: World): Promise<Provision> {
  const { platform, uid } = world.machine;
  if (platform !== 'linux') {
    return manual(
      'a node image can be built on Linux only',
      '# on a machine whose container registry answers:',
      `docker pull ${REFERENCE}`,
      `docker save --output node.tar ${REFERENCE}`,
      '# here, with that file:',
      'docker load --input node.tar',
    );
  }
  if (uid !== 0) return manual('building a node image needs root', 'sudo kind-audit setup --yes');
  const tools = await planImageTools(world);
  if (tools.how === 'manual') return tools;
  return {
    how: 'steps',
    steps: tools.steps,
    afterwards: {
      title: `Build the node image ${REFERENCE} from Go modules and Debian packages`,
      async run() {
        const { buildImages } = await import('../../image/build-images.ts');
        await buildImages(world, {});
      },
    },
  };
}
