// Policies inside other files: as a text, as a mapping, as base64, or in a later document.
import type { Path, Tree } from '../text/tree.ts';
import type { Document } from './documents.ts';
import { declared, isPolicy } from './is-policy.ts';
import { templateOf, type Template } from './template.ts';
import { strings } from './walk.ts';

/** A policy in another file. */
export interface Wrapped {
  /** The number of its document, from 1. */
  readonly document: number;
  /** Where in that document; empty for the document itself. */
  readonly path: Path;
  /** An offset in the whole text at which it begins. */
  readonly at: number;
  readonly form: 'mapping' | 'text' | 'base64';
  /** What its text is, where it is still to be rendered. */
  readonly template: Template | null;
}

/** The policies of a document, in its order. */
export function* wrappedIn({ number: document, tree: root, offset }: Document, text: string): Generator<Wrapped> {
  const found: Wrapped[] = [];
  const texts = strings(root, ({ path, tree }) => {
    const isItself = path.length === 0 && document === 1;
    if (isItself || !isWrappedPolicy(tree)) return true;
    found.push({ document, path, at: offset + tree.start, form: 'mapping', template: null });
    return false;
  });
  for (const { path, tree } of texts) {
    yield* found.splice(0);
    const form = formOf(tree.value);
    if (form === null) continue;
    const template = form === 'text' ? templateOf(tree.value, undefined) : null;
    yield { document, path, at: beginning(text, offset, tree), form, template };
  }
  yield* found.splice(0);
}

/** A mapping in another file is a policy only where it says so itself. */
function isWrappedPolicy(tree: Tree): boolean {
  if (tree.kind !== 'object' || tree.entries.length === 0) return false;
  const { kind, group } = declared(tree);
  return (group !== '' || kind !== '') && isPolicy(tree);
}

const mentions = /audit\.k8s\.io\//;
const declares = /(?:^|\n|[{,])[ \t]*["']?(?:kind["']?[ \t]*:[ \t]*["']?Policy\b|rules["']?[ \t]*:)/;
/** So many characters of base64 hold the beginning of a policy, after a comment of many lines. */
const BASE64_PART = 64 * 1024;

function formOf(value: string): 'text' | 'base64' | null {
  if (isPolicyText(value)) return 'text';
  if (value.length < 40 || !/^[A-Za-z0-9+/\s]{40}/.test(value)) return null;
  const packed = value.slice(0, BASE64_PART).replaceAll(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(packed)) return null;
  return isPolicyText(atob(packed.slice(0, packed.length - (packed.length % 4)))) ? 'base64' : null;
}

function isPolicyText(text: string): boolean {
  return mentions.test(text) && declares.test(text);
}

/** Where a text begins: after the line of its key where it is written in lines; inside another text, where it shows. */
function beginning(text: string, offset: number, { start, end, value }: Extract<Tree, { kind: 'string' }>): number {
  const from = offset + start;
  if (!/[|>]/.test(text[from] ?? '')) return from;
  const content = text.indexOf('\n', from) + 1;
  const isDirect = /^(?:\s*(?:#[^\n]*|---)?\n)*["']?(?:apiVersion|kind|metadata|rules|omit\w+)["']?[ \t]*:/.test(value);
  const shown = isDirect ? -1 : text.slice(content, offset + end).search(mentions);
  if (shown >= 0) return content + shown;
  const blank = /^\s*\n/.exec(text.slice(content, offset + end))?.[0].length ?? 0;
  return content + blank;
}
