// Runs the cases of a suite against a policy, and counts which rules they reach.
import { decide } from '../decide/decide.ts';
import type { Decision } from '../model/decision.ts';
import { ruleName, spellRequest } from '../model/spell.ts';
import { writtenStages } from '../decide/stages.ts';
import { rankOf, type Policy } from '../model/policy.ts';
import type { Case, Expectation, Suite } from './suite.ts';

interface CaseResult {
  readonly name: string;
  readonly request: string;
  /** Line of the case in its file. */
  readonly line: number;
  /** The expectations that failed, in sentences; empty when the case passed. */
  readonly failures: readonly string[];
}

export interface SuiteResult {
  readonly cases: readonly CaseResult[];
  /** Indexes of rules that no case has reached. */
  readonly unreached: readonly number[];
  readonly rules: number;
}

/** How many cases failed. */
export function failedCases({ cases }: Pick<SuiteResult, 'cases'>): number {
  return cases.filter(({ failures }) => failures.length > 0).length;
}

/** `names` are the comments above the rules, "" where there is none. */
export function runSuite(
  { cases }: Suite,
  policy: Policy,
  names: readonly string[],
  lineOf: (offset: number) => number,
): SuiteResult {
  const reached = new Set<number>();
  const results = cases.map((one): CaseResult => {
    const found = decide(policy, one.request);
    if (found.rule !== null) reached.add(found.rule);
    return {
      name: one.name,
      request: spellRequest(one.request),
      line: lineOf(one.offset),
      failures: failuresOf(one, found, names),
    };
  });
  const unreached = policy.rules.flatMap((_rule, index) => (reached.has(index) ? [] : [index]));
  return { cases: results, unreached, rules: policy.rules.length };
}

function failuresOf({ expect, request }: Case, decision: Decision, names: readonly string[]): readonly string[] {
  const { rule, level } = decision;
  const stages = writtenStages(decision, request);
  const failures: string[] = [];
  const who = rule === null ? 'no rule' : `${ruleName(rule)}${names[rule] === '' ? '' : ` (${names[rule]})`}`;
  const got = `${who} says ${level}`;
  const { atLeast, atMost } = expect;
  if (expect.level !== undefined && level !== expect.level) failures.push(`expected level ${expect.level}; ${got}`);
  if (atLeast !== undefined && rankOf(level) < rankOf(atLeast)) failures.push(`expected at least ${atLeast}; ${got}`);
  if (atMost !== undefined && rankOf(level) > rankOf(atMost)) failures.push(`expected at most ${atMost}; ${got}`);
  if (expect.rule !== undefined && !isRule(expect.rule, rule, names)) {
    failures.push(`expected ${expect.rule === null ? 'no rule' : `rule ${expect.rule}`} to decide; ${got}`);
  }
  if (expect.stages !== undefined && expect.stages.toSorted().join() !== stages.toSorted().join()) {
    failures.push(`expected the stages ${list(expect.stages)}; written are ${list(stages)}`);
  }
  return failures;
}

function list(words: readonly string[]): string {
  return words.length === 0 ? 'none' : words.join(', ');
}

function isRule(
  expected: NonNullable<Expectation['rule']> | null,
  rule: number | null,
  names: readonly string[],
): boolean {
  if (expected === null || rule === null) return expected === rule;
  if (typeof expected === 'number') return expected === rule + 1;
  return (names[rule] ?? '').toLowerCase().includes(expected.toLowerCase());
}
