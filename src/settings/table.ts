// The table of the keys of kind-audit.yaml: a row and a file in sections/ for each.
import { dir, kubeconfig } from './sections/paths.ts';
import { enforce } from './sections/enforce.ts';
import { image } from './sections/image.ts';
import { name } from './sections/name.ts';
import { nodes } from './sections/nodes.ts';
import { policy } from './sections/policy.ts';
import { rotation } from './sections/rotation.ts';
import { webhook } from './sections/webhook.ts';
import { mapping, type ValueOf } from './shape.ts';

/** The file, from which both its check and its JSON Schema come. */
export const settingsShape = mapping('settings of kind-audit; what is left out is a default', {
  name,
  dir,
  policy,
  image,
  nodes,
  rotation,
  kubeconfig,
  enforce,
  webhook,
});

/** What a file says; every value with its place. */
export type FileContent = ValueOf<typeof settingsShape>;

/** JSON Schema (draft 07) of kind-audit.yaml. */
export const settingsSchema: Readonly<Record<string, unknown>> = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'kind-audit.yaml',
  ...settingsShape.schema,
};
