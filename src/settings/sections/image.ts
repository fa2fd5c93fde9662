// The key `image`: the node image of new clusters.
import { imageReferenceProblem } from '../../core/image-reference.ts';
import { text } from '../shape.ts';

export const image = text("node image; without it one that was built here, else kind's own", {
  problem: imageReferenceProblem,
});
