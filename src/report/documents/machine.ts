// The documents about the machine: what it lacks, and the node image that was built on it.
import { document } from './document.ts';
import { boolean, list, nullable, object, oneOf, text } from './shape.ts';

export const setup = document('kind-audit.setup/v1', 'setup', 'what a kind cluster needs, and whether it is there', {
  needs: list(
    object({
      id: text('stable'),
      title: text(),
      status: oneOf(['present', 'missing', 'unusable', 'unknown'], 'unknown: another need must be met first'),
      evidence: text('what was seen'),
      fix: nullable(text(), 'the commands to type, one on a line; null where nothing is to be done now'),
      plan: list(text(), 'what `setup --yes` would do, in order'),
    }),
  ),
});

export const image = document('kind-audit.image/v1', 'image build', 'the images that are there now', {
  nodeImage: text('for kind create cluster --image'),
  loadBalancerImage: text('the name that kind asks for'),
  built: boolean('false: both were there already'),
});
