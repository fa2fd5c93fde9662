// What a lint rule is: an id, words for a person, and a look at a policy, which may be one that the API server refuses.
import { gather } from '../../core/gather.ts';
import type { Policy, PolicyRule } from '../model/policy.ts';
import type { Remark } from '../model/diagnostic.ts';
import type { Path, Tree } from '../text/tree.ts';

/** What a rule looks at. */
export interface Subject {
  readonly policy: Policy;
  readonly text: string;
  readonly tree: Tree;
  /** Where text begins that the server never reads. */
  readonly unread: number | null;
}

/** What a rule says of one place. */
export interface Remarked extends Pick<Remark, 'message' | 'help' | 'fix'> {
  readonly at: Path;
  /** Points at a key instead of its value. */
  readonly offset?: number;
}

/** One lint rule. Its id is stable; `why` is its entry in the documentation. */
export interface LintRule {
  readonly id: string;
  readonly severity: 'error' | 'warning';
  /** What it finds, in half a line. */
  readonly title: string;
  readonly why: string;
  /** A policy without any of these texts gives it nothing to find. */
  readonly clues?: readonly string[];
  check(subject: Subject): readonly Remarked[];
}

/** Whether a rule may find anything; takes no look at the policy itself. */
export function mayFind({ clues }: LintRule, text: string): boolean {
  // An escape or a tag can spell what is not there to see.
  return clues === undefined || clues.some((clue) => text.includes(clue)) || /[\\!]/.test(text);
}

/** What a person calls a rule: they count from 1. */
export function ruleName(index: number): string {
  return `rule ${index + 1}`;
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

/** Whether a rule asks for nothing, and so matches every request. */
export function matchesEverything(rule: PolicyRule): boolean {
  return (
    rule.users.length === 0 &&
    rule.userGroups.length === 0 &&
    rule.verbs.length === 0 &&
    rule.namespaces.length === 0 &&
    rule.resources.length === 0 &&
    rule.nonResourceURLs.length === 0
  );
}
