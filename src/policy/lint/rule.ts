// What a lint rule is: an id, words for people, and a check of a policy, which may be one that the API server refuses.
import { gather } from '../../core/gather.ts';
import type { Policy, PolicyRule } from '../model/policy.ts';
import type { Fix, Remark } from '../model/diagnostic.ts';
import type { Path, Tree } from '../text/tree.ts';

/** What a rule looks at. */
export interface Subject {
  readonly policy: Policy;
  readonly text: string;
  readonly tree: Tree;
  /** Where text begins that the server never reads. */
  readonly unread: number | null;
  /** The oldest minor version of Kubernetes 1 that was asked for. */
  readonly oldest: number;
}

/** What was asked of the linter, and the verdict of the API server. */
export interface Asked {
  /** How many versions of Kubernetes were named. */
  readonly versions: number;
  /** Whether one of them starts with the policy. */
  readonly starts: boolean;
}

/** What a rule reports about one place. */
export interface Remarked extends Pick<Remark, 'message' | 'help'> {
  readonly at: Path;
  /** A text in place of the value at the path, or of a stretch of the file. */
  readonly fix?: { readonly at: 'value'; readonly text: string } | Fix | undefined;
  /** Points at a key instead of its value. */
  readonly offset?: number;
}

/** One lint rule. Its id is stable; `why` is its entry in the documentation. */
export interface LintRule {
  readonly id: string;
  readonly severity: 'error' | 'warning';
  /** What it finds, in a few words. */
  readonly title: string;
  readonly why: string;
  /** A policy without any of these texts gives it nothing to find. */
  readonly clues?: readonly string[];
  /** Whether the rule applies to what was asked; always, where it is left out. */
  when?(asked: Asked): boolean;
  check(subject: Subject): readonly Remarked[];
}

/** The rules that may find anything in a text, without examining the policy itself. */
export function rulesFor(rules: readonly LintRule[], text: string, asked: Asked): readonly LintRule[] {
  // An escape or a tag can spell a text that is not visible.
  const isPlain = !/[\\!]/.test(text);
  const mayFind = ({ clues }: LintRule): boolean =>
    clues === undefined || !isPlain || clues.some((clue) => text.includes(clue));
  return rules.filter((rule) => (rule.when?.(asked) ?? true) && mayFind(rule));
}

/** Remarks about single rules, gathered. */
export function eachRule(
  policy: Policy,
  look: (rule: PolicyRule, at: Path) => readonly Remarked[],
): readonly Remarked[] {
  return gather(policy.rules, (rule, index) => look(rule, rulePath(index)));
}

const rulePaths: Path[] = [];

/** The same path for every lint rule that asks: policies can have thousands of rules. */
function rulePath(index: number): Path {
  const known = rulePaths[index];
  if (known !== undefined) return known;
  const path = ['rules', index];
  if (index === rulePaths.length && index < 10_000) rulePaths.push(path);
  return path;
}
