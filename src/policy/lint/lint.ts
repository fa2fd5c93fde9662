// The linter: the API server's verdict, for one version or several, and what people get wrong beyond it.
import { remarkAt, sorted, type PolicyDiagnostic } from '../model/diagnostic.ts';
import { NEWEST_MINOR, spellVersions } from '../model/kubernetes-version.ts';
import { lintRules } from './table.ts';
import { mayFind, type LintRule, type Remarked, type Subject } from './rule.ts';
import { loadWithPlaces, type PlacedPolicy, type Verdict } from '../load/load.ts';
import { placeOf, spellPath, treeAt } from '../text/tree.ts';

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

const gravity: readonly Verdict[] = ['accepts', 'ignores', 'refuses'];

/** Looks at a policy's text. Never throws, whatever the text. */
export function lintPolicy(text: string, { kubernetesVersions = [] }: LintOptions = {}): LintResult {
  const versions = kubernetesVersions.length === 0 ? [`1.${NEWEST_MINOR}`] : kubernetesVersions;
  const loads = versions.map((version) => ({ version, loaded: loadWithPlaces(text, { kubernetesVersion: version }) }));
  const verdicts = new Set(loads.map(({ loaded }) => loaded.server));
  return {
    server: gravity.findLast((verdict) => verdicts.has(verdict)) ?? 'accepts',
    versions: Object.fromEntries(loads.map(({ version, loaded }) => [version, loaded.server])),
    diagnostics: sorted([
      ...serverRemarks(loads),
      ...ruleRemarks(
        text,
        loads.map(({ loaded }) => loaded),
        versions.length,
      ),
    ]),
  };
}

interface Load {
  readonly version: string;
  readonly loaded: PlacedPolicy;
}

/** What the servers say; a remark of some versions only names them. */
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

function ruleRemarks(text: string, loads: readonly PlacedPolicy[], asked: number): readonly PolicyDiagnostic[] {
  const loaded = loads.find(({ policy }) => policy !== undefined) ?? loads[0];
  const policy = loaded?.policy ?? loaded?.draft;
  if (policy === undefined || loaded?.tree === undefined) return [];
  const subject: Subject = { policy, text, tree: loaded.tree, unread: loaded.unread ?? null };
  // Whoever names several versions, or an old one, has been told about those that refuse.
  const rules = lintRules.filter(({ id }) => id !== 'group-wildcard' || (asked === 1 && loaded.policy !== undefined));
  return rules
    .filter((rule) => mayFind(rule, text))
    .flatMap((rule) => rule.check(subject).map((remarked) => place(rule, remarked, subject)));
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
    // A fix without a place of its own takes that of the value, where there is one.
    fix: fix === undefined || fix.start >= 0 ? fix : replaces(treeAt(tree, at), fix.text),
  });
}

function replaces(
  range: { start: number; end: number } | undefined,
  text: string,
): { start: number; end: number; text: string } | undefined {
  return range === undefined || range.end === range.start ? undefined : { start: range.start, end: range.end, text };
}
