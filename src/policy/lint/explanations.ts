// What each remark means, for the documentation and for tools that show it next to the remark.
import { lintRules } from './table.ts';

export interface Explanation {
  readonly severity: 'error' | 'warning';
  readonly title: string;
  readonly why: string;
}

/** Remarks of the loader: what kube-apiserver itself refuses or ignores. */
const loader: Readonly<Record<string, Explanation>> = {
  'api-version': {
    severity: 'error',
    title: 'apiVersion is not audit.k8s.io/v1',
    why: 'The API server knows no other version of a policy, and does not start without one.',
  },
  'duplicate-key': {
    severity: 'warning',
    title: 'a key appears twice in one mapping',
    why: 'The API server warns, and the last one counts. With a merge key, the one after it counts.',
  },
  encoding: {
    severity: 'error',
    title: 'the file is not valid UTF-8 or UTF-16',
    why: 'The API server reads UTF-8, or UTF-16 with a byte-order mark.',
  },
  group: {
    severity: 'error',
    title: 'an invalid name of an API group',
    why: 'A group is a name such as apps or rbac.authorization.k8s.io, without a version, or "" for the core group. "*" is understood from Kubernetes 1.36 on.',
  },
  'json-syntax': {
    severity: 'error',
    title: 'the file begins with "{" and is not JSON',
    why: 'A file whose first character is "{" is read as JSON, not as YAML.',
  },
  kind: {
    severity: 'error',
    title: 'kind is not Policy',
    why: 'The API server refuses any other kind; leaving it out is allowed, though not by other tools.',
  },
  level: {
    severity: 'error',
    title: 'a level that is missing or unknown',
    why: 'A level is None, Metadata, Request or RequestResponse, in exactly this spelling.',
  },
  'mixed-rule': {
    severity: 'error',
    title: 'resources or namespaces together with nonResourceURLs',
    why: 'A rule is either for resources or for other paths.',
  },
  'no-rules': {
    severity: 'error',
    title: 'a policy without rules',
    why: 'The API server does not start with a policy that has no rules.',
  },
  'non-resource-url': {
    severity: 'error',
    title: 'a path that no request can match',
    why: 'A path begins with "/", and a "*" is allowed only at its end; "*" alone is every path.',
  },
  'not-a-policy': {
    severity: 'error',
    title: 'the file is no audit policy',
    why:
      'An empty file, a list or a string is not a policy, nor is an object of another kind. Where a policy stands inside, such ' +
      'as in a ConfigMap, the remark says where: the API server reads only a file that is the policy itself.',
  },
  'resource-names': {
    severity: 'error',
    title: 'resourceNames without resources',
    why: 'Names belong to the resources of the same entry.',
  },
  stage: {
    severity: 'error',
    title: 'an unknown stage in omitStages',
    why: 'A stage is RequestReceived, ResponseStarted, ResponseComplete or Panic, in exactly this spelling.',
  },
  template: {
    severity: 'error',
    title: 'a template that is not rendered yet',
    why: 'The API server fills in nothing: it reads what Helm, Jinja, Go or another language of templates makes of the file.',
  },
  'too-many': {
    severity: 'warning',
    title: 'more remarks than are kept',
    why: 'Of errors, of warnings and of each lint rule the first thousand are kept; the others are counted. The verdict is about all of them.',
  },
  type: {
    severity: 'error',
    title: 'a value of the wrong type',
    why: 'YAML reads y, no, on, 0777 and the like as booleans and numbers; where a string is expected they need quotes. A single value where a list is expected is wrong too.',
  },
  'unknown-field': {
    severity: 'warning',
    title: 'a field that the API server does not know',
    why: 'It warns in its log, ignores the field, and starts: a misspelt condition is a missing condition. Case matters.',
  },
  'yaml-syntax': {
    severity: 'error',
    title: 'the file cannot be read as YAML',
    why: 'The API server reads YAML as libyaml does: no tabs as indentation, one ":" per plain value, quotes around what begins with a special character.',
  },
};

/** Every remark by its id, sorted. */
export const explanations: Readonly<Record<string, Explanation>> = Object.fromEntries(
  [
    ...Object.entries(loader),
    ...lintRules.map(({ id, severity, title, why }) => [id, { severity, title, why }] as const),
  ].toSorted(([a], [b]) => (a < b ? -1 : 1)),
);

/** The documentation of all remarks as Markdown. */
export function explainRemarks(): string {
  const entries = Object.entries(explanations).map(
    ([id, { severity, title, why }]) =>
      `## ${id}\n\n${severity === 'error' ? 'Error' : 'Warning'}: ${title}.\n\n${why}\n`,
  );
  return `# What \`kind-audit policy lint\` says\n\nErrors are what keeps kube-apiserver from starting; everything else is a warning.\n\n${entries.join('\n')}`;
}
