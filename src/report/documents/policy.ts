// The documents of `policy`: verdicts, decisions, differences, and policies as text.
import { document } from './document.ts';
import { boolean, exactly, list, mapping, nullable, number, object, oneOf, optional, text } from './shape.ts';

const level = oneOf(['None', 'Metadata', 'Request', 'RequestResponse']);
const stages = list(oneOf(['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic']));
const verdict = oneOf(
  ['accepts', 'ignores', 'refuses'],
  'what the API server does: starts, starts and ignores a part of the file, or does not start',
);

const request = object({
  user: nullable(text(), 'null when authentication failed'),
  groups: list(text()),
  verb: text('of a path that is not a resource: the method in lower case'),
  namespace: text('"" without one, and for all namespaces at once'),
  group: text('the API group; "" is the core group'),
  resource: text('"" for a path that is not a resource'),
  subresource: text(),
  name: text('"" where the request names no object'),
  path: text('without its query'),
  resourceRequest: optional(exactly(true)),
});

const decided = {
  rule: nullable(number('counted from 0'), 'null when no rule matches: then nothing is logged'),
  level,
  omitStages: stages,
  omitManagedFields: boolean(),
};
const decision = object(decided);

export const policyLint = document(
  'kind-audit.policy-lint/v1',
  'policy lint',
  'the verdict on each file, and the remarks',
  {
    files: list(
      object({
        file: text(),
        server: verdict,
        versions: mapping(verdict, 'by version of Kubernetes'),
        diagnostics: list(
          object({
            id: text('the rule that reports it'),
            severity: oneOf(['error', 'warning']),
            message: text(),
            line: number('from 1'),
            column: number('from 1, in UTF-16 code units'),
            endLine: number(),
            endColumn: number('exclusive'),
            help: optional(text('what to write instead')),
            path: optional(text('the place in the spelling of Kubernetes, such as rules[0].level')),
            fix: optional(
              object({
                start: number('offset in UTF-16 code units'),
                end: number('exclusive'),
                text: text('what to write there'),
              }),
            ),
          }),
        ),
      }),
    ),
  },
);

export const policyExplain = document(
  'kind-audit.policy-explain/v1',
  'policy explain',
  'the rule that decides about a request, and why no earlier one does; a line for each request',
  {
    request,
    ...decided,
    lines: nullable(object({ from: number('from 1'), to: number('inclusive') }), 'of the rule in its file'),
    stages,
    trail: list(
      object({
        rule: number('counted from 0'),
        field: oneOf(['users', 'userGroups', 'verbs', 'namespaces', 'resources', 'nonResourceURLs']),
        text: text('why it does not match'),
      }),
      'the earlier rules',
    ),
  },
);

export const policyDecision = document(
  'kind-audit.policy-decision/v1',
  'policy explain --requests',
  'the decision about one request; a line for each request, in their order',
  decided,
);

export const policyTest = document(
  'kind-audit.policy-test/v1',
  'policy test',
  'the cases of each file, and the rules that they miss',
  {
    files: list(
      object({
        file: text(),
        policy: text(),
        cases: list(
          object({
            name: text(),
            request: text('in words'),
            line: number('of the case in its file'),
            failures: list(text(), 'what was expected and does not hold; empty when the case passed'),
          }),
        ),
        unreached: list(number(), 'rules that no case reaches, counted from 0'),
        rules: number('how many the policy has'),
      }),
    ),
  },
);

export const policyDiff = document('kind-audit.policy-diff/v1', 'policy diff', 'what two policies log differently', {
  old: text('a file or a preset'),
  new: text('a file or a preset'),
  equivalent: boolean('false as well when not every kind of request could be looked at'),
  differences: list(
    object({
      direction: oneOf(['more', 'less', 'differently']),
      old: decision,
      new: decision,
      witness: request,
      kinds: number('how many kinds of request'),
    }),
  ),
  checked: number('how many kinds of request were looked at'),
  gap: nullable(text(), 'what was not looked at; null when nothing was left out'),
});

const sha256 = nullable(text('checksum of the file, hexadecimal'), 'null where there is none, or it is not known');
const policyName = nullable(text('a preset, or the revision of the last change'), 'null where it has no name');

export const policyShow = document(
  'kind-audit.policy-show/v1',
  'policy show',
  'the policy in effect on each API server, in its node and in the project',
  {
    cluster: text(),
    servers: list(
      object({
        node: text(),
        inEffect: object({
          how: oneOf(
            ['file', 'older', 'nothing', 'unknown'],
            'the file as it was at the start; an older content; the server audits nothing; not known',
          ),
          sha256,
          name: policyName,
          remark: text('why it is not known, or not that of the file; "" for nothing'),
        }),
        deployed: nullable(
          object({ path: text('in the node'), sha256, name: policyName }),
          'null where the manifest names no policy',
        ),
      }),
    ),
    project: nullable(
      object({ where: text('a path, or what the settings name'), sha256, name: policyName }),
      'what policy apply would put into effect; null where nothing says that',
    ),
    drift: list(object({ text: text(), next: text('the command that ends it') }), 'none where all are the same'),
  },
);

export const policyPresets = document('kind-audit.policy-presets/v1', 'policy presets', 'the built-in policies', {
  presets: list(object({ name: text(), title: text('what it logs') })),
});

export const policyText = document(
  'kind-audit.policy-text/v1',
  'policy presets NAME, policy new -',
  'a policy as a text',
  { text: text('YAML') },
);

export const policyFiles = document(
  'kind-audit.policy-files/v1',
  'policy new, policy test --init',
  'the files that were written',
  { files: list(text(), 'their paths') },
);
