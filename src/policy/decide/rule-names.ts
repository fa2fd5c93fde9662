// Names of rules: the comment above each of them, and what a report calls them.
import { ruleName } from '../model/spell.ts';
import { lineAndColumn, lineOf } from '../../core/diagnostic.ts';
import type { Policy } from '../model/policy.ts';
import { treeAt, type Tree } from '../text/tree.ts';

/** The first sentence of the comment directly above each rule; "" where there is none. */
export function ruleNames(text: string, tree: Tree | undefined, policy: Policy): readonly string[] {
  return policy.rules.map((_rule, index) => {
    const start = treeAt(tree, ['rules', index])?.start;
    return start === undefined ? '' : commentAbove(text, start);
  });
}

function commentAbove(text: string, offset: number): string {
  const words: string[] = [];
  for (let { line } = lineAndColumn(text, offset); line > 1; line -= 1) {
    const above = lineOf(text, line - 1);
    if (!/^\s*#/.test(above)) break;
    words.push(above.replace(/^\s*#+\s?/, '').trim());
  }
  return /^(.*?)(?:[.:;](?:\s|$)|$)/.exec(words.toReversed().join(' ').trim())?.[1] ?? '';
}

/** What a report of a replay calls each rule, by its key there: with its level and its comment. */
export function ruleLabels(text: string, tree: Tree | undefined, policy: Policy): ReadonlyMap<string, string> {
  const names = ruleNames(text, tree, policy);
  return new Map(
    policy.rules.map(({ level }, index) => {
      const name = names[index] ?? '';
      return [ruleName(index), `${ruleName(index)} ${level}${name === '' ? '' : `: ${name}`}`];
    }),
  );
}
