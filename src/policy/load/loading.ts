// The steps of kube-apiserver from a policy's text to the policy: read, identify, decode, validate.
// Source of the order: k8s.io/apiserver pkg/audit/policy/reader.go. Proven against it by scripts/oracle.
import type { Range } from '../../core/diagnostic.ts';
import { leftOut, MOST_REMARKS, remarkAt, sorted, type PolicyDiagnostic, type Remark } from '../model/diagnostic.ts';
import type { Policy } from '../model/policy.ts';
import { looksLikeJson, readJson } from '../text/json.ts';
import { lineEndOf } from '../text/line-end.ts';
import { entryOf, placeOf, rangeOf, spellPath, treeAt, type Entry, type Path, type Tree } from '../text/tree.ts';
import { readYaml, type ReadYaml } from '../text/yaml/read-yaml.ts';
import { decode, type Note } from './decode.ts';
import { identify, identityRemarks } from '../recognize/identity.ts';
import { repeatedRemark, unknownRemark, wrongTypeRemark } from './notes.ts';
import { meantField } from './rename.ts';
import { policyShape } from './shape.ts';
import { validatePolicy, type DecodedPolicy } from './validate.ts';

/** What kube-apiserver does with a policy file. */
export type Verdict = 'accepts' | 'ignores' | 'refuses';

/** What was loaded, except its text and encoding. */
export interface Loaded {
  /** `ignores`: it starts, and ignores unknown or repeated keys; `refuses`: it does not start. */
  readonly server: Verdict;
  /** The policy that is in effect; only where the server starts. */
  readonly policy?: Policy;
  readonly diagnostics: readonly PolicyDiagnostic[];
  /** The file as a tree with places; absent where it could not be read. */
  readonly tree?: Tree;
  /** What a refused policy still says, where its values have the right types. */
  readonly draft?: Policy;
  /** Where text begins that the server never looks at: a second document. */
  readonly unread?: number;
}

/** One text in the course of being loaded for one minor version of Kubernetes. */
export class Loading {
  private readonly text: string;
  private readonly minor: number;
  private readonly diagnostics: PolicyDiagnostic[] = [];
  /** Those that were not kept because there are too many. */
  private left = 0;
  private errors = 0;
  private tree: Tree | undefined;

  constructor(text: string, minor: number) {
    this.text = text;
    this.minor = minor;
  }

  /** Throws a TextError for what cannot be read. */
  run(): Loaded {
    const json = looksLikeJson(this.text);
    const composed: ReadYaml = json ? { tree: readJson(this.text), repeated: [], unread: null } : readYaml(this.text);
    this.tree = composed.tree;
    const identified = identify(this.tree, !json);
    if (this.tree.kind === 'null' || ('wrong' in identified && identified.field === null)) {
      this.say([], notAPolicy);
      return this.refuse();
    }
    for (const { key, range, merged } of composed.repeated) {
      this.sayAt(range, repeatedRemark(key, undefined, merged));
    }
    const notes: Note[] = [];
    const decoded = decode(this.tree, policyShape, notes) as DecodedPolicy;
    for (const note of notes) {
      if (this.isFull(note.type === 'wrong-type')) this.leaveOut(note.type === 'wrong-type');
      else this.sayNote(note);
    }
    // A key in another case of letters can be of a wrong type only here: Go reads it twice, in two ways.
    if ('wrong' in identified) {
      const message = `${identified.field} must be a string`;
      if (!this.hasErrors()) this.sayAt(identified.wrong, { id: 'type', severity: 'error', message });
    } else {
      for (const { field, instead, ...remark } of identityRemarks(identified)) {
        const fix = instead === undefined ? undefined : this.identityFix(field, instead);
        this.say([field], { ...remark, severity: 'error', path: field, fix });
      }
    }
    const wrongPaths = new Set(notes.flatMap((note) => (note.type === 'wrong-type' ? [spellPath(note.path)] : [])));
    const wrongTypes = wrongPaths.size > 0;
    for (const { id, at, path, message, help, instead } of validatePolicy(decoded, this.minor)) {
      // A value of the wrong type was reported as such.
      if (wrongTypes && at.some((_step, index) => wrongPaths.has(spellPath(at.slice(0, index + 1))))) continue;
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
    return { server, policy, diagnostics: this.all(), tree: this.tree, ...unread };
  }

  private hasErrors(): boolean {
    return this.errors > 0;
  }

  /** Errors and warnings are counted apart, so that neither hides the other. */
  private isFull(isError: boolean): boolean {
    return (isError ? this.errors : this.diagnostics.length - Math.min(this.errors, MOST_REMARKS)) >= MOST_REMARKS;
  }

  private leaveOut(isError: boolean): void {
    this.left += 1;
    if (isError) this.errors += 1;
  }

  private all(): readonly PolicyDiagnostic[] {
    const kept = sorted(this.diagnostics);
    return this.left === 0 ? kept : [...kept, leftOut(this.text, this.left)];
  }

  private refuse(): Loaded {
    return {
      server: 'refuses',
      diagnostics: this.all(),
      ...(this.tree === undefined ? {} : { tree: this.tree }),
    };
  }

  private identityFix(field: string, value: string): Remark['fix'] {
    const fields = [...policyShape.fields.keys()];
    const isSpelling = ({ key }: Entry): boolean => !policyShape.fields.has(key) && meantField(key, fields) === field;
    // Another spelling of the key may be the one that is meant, or overrule the first.
    if (this.tree?.kind === 'object' && this.tree.entries.some(isSpelling)) return undefined;
    if (entryOf(this.tree, field) !== undefined) return this.replacing([field], value);
    const looksRight = entryOf(this.tree, 'rules') !== undefined && entryOf(this.tree, 'kind') !== undefined;
    const start = this.tree?.start;
    // A line can only be added to a block mapping that begins at the margin.
    const atMargin = start !== undefined && (start === 0 || this.text[start - 1] === '\n');
    if (!looksRight || !atMargin || this.text[start] === '{') return undefined;
    return { start, end: start, text: `${field}: ${value}${lineEndOf(this.text)}` };
  }

  private replacing(path: Path, value: string): Remark['fix'] {
    const tree = treeAt(this.tree, path);
    if (tree?.kind !== 'string' || tree.end === tree.start) return undefined;
    return { ...rangeOf(tree), text: value === '' ? '""' : value };
  }

  private sayNote(note: Note): void {
    if (note.type === 'wrong-type') this.sayAt(this.placeOfType(note), wrongTypeRemark(note, this.text));
    else if (note.type === 'unknown') this.sayAt(note.range, unknownRemark(note, this.text));
    else this.sayAt(note.range, repeatedRemark(note.key, spellPath(note.path), false));
  }

  private placeOfType({ path, tree }: Extract<Note, { type: 'wrong-type' }>): Range {
    if (tree.kind === 'object' || tree.kind === 'array') return { start: tree.start, end: tree.start + 1 };
    return tree.end > tree.start ? tree : placeOf(this.tree, path);
  }

  private say(path: Path, remark: Remark): void {
    this.sayAt(placeOf(this.tree, path), remark);
  }

  private sayAt(range: Range, remark: Remark): void {
    const isError = remark.severity === 'error';
    if (this.isFull(isError)) {
      this.leaveOut(isError);
      return;
    }
    this.diagnostics.push(remarkAt(this.text, range, remark));
    if (isError) this.errors += 1;
  }
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
