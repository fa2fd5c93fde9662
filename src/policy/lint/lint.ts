// The linter: the API server's verdict, for one version or several, and the mistakes that it does not report.
import { leftOut, MOST_REMARKS, remarkAt, sorted, type Fix, type PolicyDiagnostic } from '../model/diagnostic.ts';
import { minorOf, NEWEST_MINOR, spellVersions } from '../model/kubernetes-version.ts';
import { lintRules } from './table.ts';
import { rulesFor, type LintRule, type Remarked, type Subject } from './rule.ts';
import { loadWithPlaces, type PlacedPolicy, type PolicySource, type Verdict } from '../load/load.ts';
import { placeOf, spellPath, treeAt, type Tree } from '../text/tree.ts';

export interface LintOptions {
  /** Versions to judge for, such as "1.35"; the newest known one by default. */
  readonly kubernetesVersions?: readonly string[];
}

export interface LintResult {
  /** The worst verdict of the versions. */
  readonly server: Verdict;
  /** The verdict of each version that was asked for, in that order. */
  readonly versions: Readonly<Record<string, Verdict>>;
  readonly diagnostics: readonly PolicyDiagnostic[];
}

/** From the best verdict to the worst. */
export const verdictOrder: readonly Verdict[] = ['accepts', 'ignores', 'refuses'];

/** Looks at a policy. Never throws, whatever the text or the bytes. */
export function lintPolicy(source: PolicySource, { kubernetesVersions = [] }: LintOptions = {}): LintResult {
  const versions = kubernetesVersions.length === 0 ? [`1.${NEWEST_MINOR}`] : kubernetesVersions;
  const loads = versions.map((version) => ({
    version,
    loaded: loadWithPlaces(source, { kubernetesVersion: version }),
  }));
  const verdicts = new Set(loads.map(({ loaded }) => loaded.server));
  return {
    server: verdictOrder.findLast((verdict) => verdicts.has(verdict)) ?? 'accepts',
    versions: Object.fromEntries(loads.map(({ version, loaded }) => [version, loaded.server])),
    diagnostics: sorted([...serverRemarks(loads), ...ruleRemarks(loads)]),
  };
}

interface Load {
  readonly version: string;
  readonly loaded: PlacedPolicy;
}

/** What the servers report; a remark of only some versions names them. */
function serverRemarks(loads: readonly Load[]): readonly PolicyDiagnostic[] {
  const found = new Map<string, { diagnostic: PolicyDiagnostic; versions: string[] }>();
  for (const { version, loaded } of loads) {
    for (const diagnostic of loaded.diagnostics) {
      const { id, line, column, message } = diagnostic;
      const key = [id, line, column, message].join(' ');
      const known = found.get(key) ?? { diagnostic, versions: [] };
      known.versions.push(version);
      found.set(key, known);
    }
  }
  return [...found.values()].map(({ diagnostic, versions }) =>
    versions.length === loads.length
      ? diagnostic
      : { ...diagnostic, message: `${diagnostic.message} (Kubernetes ${spellVersions(versions)})` },
  );
}

/** What the lint rules find in the policy, or in what can be read of a refused one. */
function ruleRemarks(loads: readonly Load[]): readonly PolicyDiagnostic[] {
  const { loaded } = loads.find((load) => load.loaded.policy !== undefined) ?? loads[0] ?? {};
  const oldest = Math.min(...loads.map(({ version }) => minorOf(version) ?? NEWEST_MINOR));
  const policy = loaded?.policy ?? loaded?.draft;
  if (policy === undefined || loaded?.tree === undefined) return [];
  const { text } = loaded;
  const subject: Subject = { policy, text, tree: loaded.tree, unread: loaded.unread ?? null, oldest };
  return rulesFor(lintRules, text, { versions: loads.length, starts: loaded.policy !== undefined }).flatMap((rule) => {
    const found = rule.check(subject);
    const kept = found.slice(0, MOST_REMARKS).map((remarked) => place(rule, remarked, subject));
    return found.length === kept.length ? kept : [...kept, leftOut(text, found.length - kept.length)];
  });
}

function place({ id, severity }: LintRule, remarked: Remarked, { text, tree }: Subject): PolicyDiagnostic {
  const { at, offset, message, help, fix } = remarked;
  const range = offset === undefined ? placeOf(tree, at) : { start: offset, end: offset + 1 };
  return remarkAt(text, range, {
    id,
    severity,
    message,
    help,
    path: offset === undefined ? spellPath(at) : undefined,
    fix: fix !== undefined && 'at' in fix ? inPlaceOf(treeAt(tree, at), fix.text) : fix,
  });
}

/** A value that is not written cannot be replaced. */
function inPlaceOf(value: Tree | undefined, text: string): Fix | undefined {
  return value === undefined || value.end === value.start ? undefined : { start: value.start, end: value.end, text };
}
