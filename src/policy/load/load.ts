// Loads a policy exactly as kube-apiserver does: accepts it, ignores parts of it, or refuses to start.
// Source of the order: k8s.io/apiserver pkg/audit/policy/reader.go. Proven against it by scripts/oracle.
import type { Range } from '../../core/diagnostic.ts';
import { messageOf } from '../../core/problem.ts';
import { remarkAt, sorted, type PolicyDiagnostic, type Remark } from '../model/diagnostic.ts';
import { looksLikeJson, readJson } from '../text/json.ts';
import { minorOf, NEWEST_MINOR } from '../model/kubernetes-version.ts';
import { decode, type Note } from './decode.ts';
import { identify } from './identity.ts';
import { repeatedRemark, unknownRemark, wrongTypeRemark } from './notes.ts';
import { policyShape } from './shape.ts';
import { validatePolicy, type DecodedPolicy } from './validate.ts';
import type { Policy } from '../model/policy.ts';
import { TextError } from '../text/text-error.ts';
import { entryOf, placeOf, rangeOf, spellPath, treeAt, type Path, type Tree } from '../text/tree.ts';
import { readYaml, type ReadYaml } from '../text/yaml/read-yaml.ts';

/** What kube-apiserver does with a policy file. */
export type Verdict = 'accepts' | 'ignores' | 'refuses';

export interface LoadOptions {
  /** For instance "1.35"; the newest known one by default, and for a text that is no version. */
  readonly kubernetesVersion?: string;
}

export interface LoadedPolicy {
  /** `ignores`: it starts, and ignores unknown or repeated keys; `refuses`: it does not start. */
  readonly server: Verdict;
  /** The policy that is in force; only where the server starts. */
  readonly policy?: Policy;
  readonly diagnostics: readonly PolicyDiagnostic[];
}

/** A loaded policy with the places of its parts. */
export interface PlacedPolicy extends LoadedPolicy {
  /** The file as a tree with places; absent where it could not be read. */
  readonly tree?: Tree;
  /** What a refused policy says all the same, where its values are of the right types. */
  readonly draft?: Policy;
  /** Where text begins that the server never looks at: a second document. */
  readonly unread?: number;
}

/**
 * Says what kube-apiserver does with a policy's text, YAML or JSON, and gives the policy that is then in force. Never
 * throws, whatever the text.
 */
export function loadPolicy(text: string, options: LoadOptions = {}): LoadedPolicy {
  const { server, policy, diagnostics } = loadWithPlaces(text, options);
  return policy === undefined ? { server, diagnostics } : { server, policy, diagnostics };
}

/** The same for those who also point at places of the text. */
export function loadWithPlaces(text: string, options: LoadOptions = {}): PlacedPolicy {
  const minor = minorOf(options.kubernetesVersion ?? '') ?? NEWEST_MINOR;
  try {
    return new Loading(text, minor).run();
  } catch (error) {
    const textError = asTextError(error);
    const id = looksLikeJson(text) ? 'json-syntax' : 'yaml-syntax';
    const remark: Remark = { id, severity: 'error', message: textError.message, help: textError.help };
    return { server: 'refuses', diagnostics: [remarkAt(text, withinText(text, textError.range), remark)] };
  }
}

/** Every error of a policy's text, in its order; empty for a policy that the API server accepts. */
export function policyErrors(text: string, options: LoadOptions = {}): readonly PolicyDiagnostic[] {
  return loadPolicy(text, options).diagnostics.filter(({ severity }) => severity === 'error');
}

/** A text nested so deeply that reading it overflows the stack is no policy either. */
function asTextError(error: unknown): TextError {
  if (error instanceof TextError) return error;
  if (error instanceof RangeError) return new TextError('this is nested too deeply', { start: 0, end: 1 });
  return new TextError(messageOf(error), { start: 0, end: 1 });
}

function withinText(text: string, { start, end }: Range): Range {
  const from = Math.min(start, text.length);
  return { start: from, end: Math.max(from, Math.min(end, text.length)) };
}

class Loading {
  private readonly text: string;
  private readonly minor: number;
  private readonly diagnostics: PolicyDiagnostic[] = [];
  private tree: Tree | undefined;

  constructor(text: string, minor: number) {
    this.text = text;
    this.minor = minor;
  }

  run(): PlacedPolicy {
    const json = looksLikeJson(this.text);
    const composed: ReadYaml = json ? { tree: readJson(this.text), repeated: [], unread: null } : readYaml(this.text);
    this.tree = composed.tree;
    const identified = identify(this.tree, !json);
    if (this.tree.kind === 'null' || ('wrong' in identified && identified.field === null)) {
      this.say([], notAPolicy);
      return this.refuse();
    }
    for (const { key, range, merged } of composed.repeated) {
      this.diagnostics.push(remarkAt(this.text, range, repeatedRemark(key, undefined, merged)));
    }
    const notes: Note[] = [];
    const decoded = decode(this.tree, policyShape, notes) as DecodedPolicy;
    for (const note of notes) this.sayNote(note);
    // A key in another case of letters can be of a wrong type only here: Go reads it twice, in two ways.
    const misread = 'wrong' in identified ? identified : null;
    if (misread !== null && !this.hasErrors()) {
      this.sayAt(misread.wrong, { id: 'type', severity: 'error', message: `${misread.field} must be a text` });
    }
    if (misread === null) this.checkIdentity(identified as { apiVersion: string; kind: string });
    const wrongTypes = notes.some(({ type }) => type === 'wrong-type');
    for (const { id, at, path, message, help, instead } of validatePolicy(decoded, this.minor)) {
      // A value of the wrong type was reported as such.
      if (wrongTypes && notes.some((note) => note.type === 'wrong-type' && covers(note.path, at))) continue;
      const fix = instead === undefined ? undefined : this.replacing(at, instead);
      this.say(at, { id, severity: 'error', message, help, path, fix });
    }
    if (decoded.rules.length === 0 && !notes.some((note) => note.type === 'wrong-type' && note.path[0] === 'rules')) {
      this.say(['rules'], noRules);
    }
    const policy: Policy = {
      rules: decoded.rules as Policy['rules'],
      omitStages: decoded.omitStages as Policy['omitStages'],
      omitManagedFields: decoded.omitManagedFields,
    };
    const unread = composed.unread === null ? {} : { unread: composed.unread };
    if (this.hasErrors()) {
      const isDraft = policy.rules.length > 0 && !wrongTypes && !this.diagnostics.some(({ id }) => id === 'kind');
      return { ...this.refuse(), ...unread, ...(isDraft ? { draft: policy } : {}) };
    }
    const server = this.diagnostics.length > 0 ? 'ignores' : 'accepts';
    return { server, policy, diagnostics: sorted(this.diagnostics), tree: this.tree, ...unread };
  }

  private hasErrors(): boolean {
    return this.diagnostics.some(({ severity }) => severity === 'error');
  }

  private refuse(): PlacedPolicy {
    return {
      server: 'refuses',
      diagnostics: sorted(this.diagnostics),
      ...(this.tree === undefined ? {} : { tree: this.tree }),
    };
  }

  private checkIdentity({ apiVersion, kind }: { apiVersion: string; kind: string }): void {
    if (apiVersion !== 'audit.k8s.io/v1') {
      const message = apiVersion === '' ? 'apiVersion is missing' : `apiVersion is ${JSON.stringify(apiVersion)}`;
      this.say(['apiVersion'], {
        id: 'api-version',
        severity: 'error',
        message,
        path: 'apiVersion',
        help: 'write apiVersion: audit.k8s.io/v1',
        fix: this.identityFix('apiVersion', 'audit.k8s.io/v1'),
      });
    }
    // The loader accepts a policy without kind.
    if (kind !== '' && kind !== 'Policy') {
      this.say(['kind'], {
        id: 'kind',
        severity: 'error',
        message: `kind is ${JSON.stringify(kind)}`,
        path: 'kind',
        help: 'write kind: Policy',
        fix: kind.toLowerCase() === 'policy' ? this.identityFix('kind', 'Policy') : undefined,
      });
    }
  }

  private identityFix(field: string, value: string): Remark['fix'] {
    if (entryOf(this.tree, field) !== undefined) return this.replacing([field], value);
    const looksRight = entryOf(this.tree, 'rules') !== undefined && entryOf(this.tree, 'kind') !== undefined;
    const start = this.tree?.start;
    // A line can only be added to a block mapping.
    if (!looksRight || start === undefined || this.text[start] === '{') return undefined;
    return { start, end: start, text: `${field}: ${value}\n` };
  }

  private replacing(path: Path, value: string): Remark['fix'] {
    const tree = treeAt(this.tree, path);
    if (tree?.kind !== 'string' || tree.end === tree.start) return undefined;
    return { ...rangeOf(tree), text: value === '' ? '""' : value };
  }

  private sayNote(note: Note): void {
    if (note.type === 'wrong-type') this.sayAt(this.placeOfType(note), wrongTypeRemark(note));
    else if (note.type === 'unknown') this.sayAt(note.range, unknownRemark(note));
    else this.sayAt(note.range, repeatedRemark(note.key, spellPath(note.path), false));
  }

  private placeOfType({ path, tree }: Extract<Note, { type: 'wrong-type' }>): Range {
    const nested = tree.kind === 'object' || tree.kind === 'array';
    return nested
      ? { start: tree.start, end: tree.start + 1 }
      : tree.end > tree.start
        ? tree
        : placeOf(this.tree, path);
  }

  private say(path: Path, remark: Remark): void {
    this.sayAt(placeOf(this.tree, path), remark);
  }

  private sayAt(range: Range, remark: Remark): void {
    this.diagnostics.push(remarkAt(this.text, range, remark));
  }
}

function covers(outer: Path, inner: Path): boolean {
  return outer.every((step, index) => inner[index] === step);
}

const notAPolicy: Remark = {
  id: 'not-a-policy',
  severity: 'error',
  message: 'this is not an audit policy: a mapping with apiVersion, kind and rules is expected',
  help: 'kind-audit policy new writes one to start from',
};

const noRules: Remark = {
  id: 'no-rules',
  severity: 'error',
  message: 'there are no rules, and the API server refuses a policy without rules',
  path: 'rules',
  help: 'write for instance: rules: [{level: Metadata}]',
};
