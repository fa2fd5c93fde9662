// Every document that a command prints in JSON mode, in the order of the commands.
import { down, draft, init, status, up } from './cluster.ts';
import { change, history } from './change.ts';
import { document, type DocumentKind } from './document.ts';
import { checks, doctor } from './doctor.ts';
import { forward, forwardListening } from './forward.ts';
import { logsLeftOut, logsStats, logsTop } from './logs.ts';
import { image, setup } from './machine.ts';
import {
  policyDecision,
  policyDiff,
  policyExplain,
  policyFiles,
  policyLint,
  policyPresets,
  policyShow,
  policyTest,
  policyText,
} from './policy.ts';
import { policyReplay } from './replay.ts';
import { eventLine, problem } from './run.ts';
import { list, object, text, type TypeOf } from './shape.ts';
import { sink, sinkListening } from './sink.ts';

const schemas = document('kind-audit.schemas/v1', 'schema', 'all documents', {
  schemas: list(object({ name: text(), printedBy: text(), about: text() })),
});

export const documents = [
  eventLine,
  problem,
  up,
  draft,
  doctor,
  checks,
  logsTop,
  logsLeftOut,
  logsStats,
  status,
  init,
  down,
  setup,
  image,
  sinkListening,
  sink,
  forwardListening,
  forward,
  policyLint,
  policyExplain,
  policyDecision,
  policyTest,
  policyDiff,
  policyReplay,
  policyShow,
  change,
  history,
  policyFiles,
  policyText,
  policyPresets,
  schemas,
] as const satisfies readonly DocumentKind<string, unknown>[];

/** Any document, distinguished by its field `schema`. */
export type Document = TypeOf<(typeof documents)[number]['shape']>;

/** The names that the field `schema` can have. */
export type DocumentName = (typeof documents)[number]['name'];

/** The document of this name. */
export type DocumentOf<Name extends DocumentName> = Extract<Document, { readonly schema: Name }>;

/** The JSON Schema (draft 07) of the document of this name; null where there is none. */
export function jsonSchemaOf(name: string): object | null {
  const found = documents.find((each) => each.name === name);
  if (found === undefined) return null;
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: name,
    description: found.about,
    ...found.shape.schema,
  };
}
