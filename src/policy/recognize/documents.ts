// The documents of a file, each as a tree that keeps the places of the whole text.
import { looksLikeJson } from '../text/json.ts';
import type { Tree } from '../text/tree.ts';
import { readYaml } from '../text/yaml/read-yaml.ts';

/** A document that can be read. */
export interface Document {
  /** From 1. */
  readonly number: number;
  readonly tree: Tree;
  /** What to add to the places of its tree. */
  readonly offset: number;
}

/** More than any file of people has. */
const MOST_DOCUMENTS = 1000;

/** Every document that can be read; `first` is the tree of the first one, where that can be. */
export function* documentsOf(text: string, first: Tree | undefined): Generator<Document> {
  if (first !== undefined) yield { number: 1, tree: first, offset: 0 };
  if (looksLikeJson(text)) return;
  let number = 1;
  for (const offset of starts(text)) {
    number += 1;
    if (number > MOST_DOCUMENTS) return;
    const tree = read(text.slice(offset, nextStart(text, offset)));
    if (tree !== null) yield { number, tree, offset };
  }
}

/** Where the second document begins, the third, …: after their lines of three dashes. */
function* starts(text: string): Generator<number> {
  let hasContent = false;
  let lineStart = 0;
  while (lineStart < text.length) {
    const next = text.indexOf('\n', lineStart) + 1 || text.length;
    const isMark = text.startsWith('---', lineStart) && /\s|^$/.test(text[lineStart + 3] ?? '');
    if (isMark && hasContent) yield lineStart;
    // Dashes before the first document belong to it; so does what follows them on their line.
    hasContent ||= isMark || !/^\s*(?:#|%|$)/.test(text.slice(lineStart, Math.min(next, lineStart + 200)));
    lineStart = next;
  }
}

function nextStart(text: string, offset: number): number {
  const next = /\n---(?=\s|$)/g;
  next.lastIndex = offset + 3;
  return next.exec(text)?.index ?? text.length;
}

/** Null for what is no YAML. */
function read(text: string): Tree | null {
  try {
    return readYaml(text).tree;
  } catch {
    return null;
  }
}
