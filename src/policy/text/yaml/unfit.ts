// What YAML can express and JSON cannot. It is harmless where a later value of the same key takes its place, so it is
// marked while the document is read, and looked for in the finished tree.
import type { Range } from '../../../core/diagnostic.ts';
import { TextError } from '../text-error.ts';
import type { Entry, Tree } from '../tree.ts';

export class Unfit {
  private readonly errors = new Map<object, TextError>();

  /** Marks a value or an entry. */
  mark(part: object, error: TextError): void {
    this.errors.set(part, error);
  }

  /** Gives a copy the mark of its original, if it has one. */
  copyMark(from: object, to: object): void {
    const error = this.errors.get(from);
    if (error !== undefined) this.errors.set(to, error);
  }

  /** Throws for the first thing in a finished tree that is marked. */
  check(root: Tree): void {
    if (this.errors.size === 0) return;
    const left: (Tree | Entry)[] = [root];
    for (let part = left.pop(); part !== undefined; part = left.pop()) {
      const error = this.errors.get(part);
      if (error !== undefined) throw error;
      if ('key' in part) left.push(part.value);
      else for (const inner of partsOf(part).toReversed()) left.push(inner);
    }
  }
}

function partsOf(tree: Tree): readonly (Tree | Entry)[] {
  if (tree.kind === 'array') return tree.items;
  return tree.kind === 'object' ? tree.entries : [];
}

/** Go's encoding/json refuses it. */
export function tooDeepForJson(range: Range): TextError {
  return new TextError('this is nested too deeply', range);
}
