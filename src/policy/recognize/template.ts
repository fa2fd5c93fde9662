// Whether a text is a template whose values are still to be filled in, and of which language.
import type { Range } from '../../core/diagnostic.ts';
import type { Tree } from '../text/tree.ts';
import { strings } from './walk.ts';

/** A template, and where its first sign stands. */
export interface Template extends Range {
  /** Of its language, as people call it; null where the signs fit several. */
  readonly language: string | null;
  /** What to type to have it rendered; null where only its own program knows how. */
  readonly render: string | null;
}

/** Characters from the first sign on by which the language is judged. */
const EXCERPT = 8000;

/** What begins an expression or a statement in the languages of templates, where a policy cannot have it. */
const sign = /\{\{[-~]?\s*(?:[\w.$"'(!>#/^*`]|\/\*)|\{%|<%|%\{\s*(?:if|for|else|endif|endfor)\b/y;

interface Language {
  readonly name: string | null;
  readonly pattern: RegExp;
  readonly render: string | null;
}

/** The first that fits decides. */
const languages: readonly Language[] = [
  {
    name: 'Helm',
    pattern:
      /\{\{[^\n]*?(?:\.(?:Values|Release|Chart|Capabilities|Files|Template)\b|\b(?:include|toYaml|nindent|tpl)\b)/,
    render: 'helm template CHART',
  },
  { name: 'ERB', pattern: /<%/, render: 'erb FILE' },
  {
    name: 'Jinja, as Ansible has it',
    pattern: /\{%|\{\{-?\s*(?:ansible_\w+|lookup\(|[A-Za-z_]\w*(?:[.[][\w.'"\]]+)?\s*(?:-?\}\}|\|))/,
    render: "ansible localhost -m template -a 'src=FILE dest=audit-policy.yaml'",
  },
  {
    name: 'Go',
    pattern: /\{\{-?\s*(?:[.$]|\/\*|(?:if|else|end|range|with|define|template|block|printf|index|eq|or|and|not)\b)/,
    render: null,
  },
  { name: 'Terraform', pattern: /%\{\s*(?:if|for|else|endif|endfor)\b/, render: null },
];

/** Words of Go's language that read like names of Jinja's. */
const goWords = /\{\{-?\s*(?:if|else|end|range|with|define|template|block)\b/;

/**
 * The template that a text is, judged by what stands outside quotes and comments; null where it is none. `tree` is the
 * text as YAML, where it can be read: what a text block holds is no sign then.
 */
export function templateOf(text: string, tree: Tree | undefined): Template | null {
  const start = firstSign(text, tree === undefined ? [] : blocks(text, tree));
  if (start === null) return null;
  const lineEnd = text.indexOf('\n', start);
  const excerpt = text.slice(start, start + EXCERPT);
  const isGo = goWords.test(excerpt);
  const language = languages.find(
    ({ name, pattern }) =>
      pattern.test(excerpt) && !(isGo && name?.startsWith('Jinja') === true && !excerpt.includes('{%')),
  );
  return {
    start,
    end: lineEnd < 0 ? text.length : lineEnd,
    language: language?.name ?? null,
    render: language?.render ?? null,
  };
}

/** "a template (Helm)" */
export function templateWords({ language }: Pick<Template, 'language'>): string {
  return `a template${language === null ? '' : ` (${language})`}`;
}

/** What to do with it. */
export function renderHelp({ render }: Pick<Template, 'render'>): string {
  return render === null
    ? 'render it first, with the program that it belongs to, and give the result'
    : `render it first and give the result: ${render}`;
}

/** Strings that are written over several lines or in quotes, in the order of the text. */
function blocks(text: string, tree: Tree): readonly Range[] {
  const found: Range[] = [];
  for (const { tree: value } of strings(tree)) if (/["'|>]/.test(text[value.start] ?? '')) found.push(value);
  return found.toSorted((a, b) => a.start - b.start);
}

/** The offset of the first sign. A quotation mark opens a quotation at the beginning of a value only. */
function firstSign(text: string, apart: readonly Range[]): number | null {
  let quote = '';
  let skipped = 0;
  for (let at = 0; at < text.length; at += 1) {
    while ((apart[skipped]?.end ?? Infinity) <= at) skipped += 1;
    const inside = apart[skipped];
    if (inside !== undefined && inside.start <= at && inside.end > at) {
      at = inside.end - 1;
      quote = '';
      continue;
    }
    const char = text[at] ?? '';
    if (char === '\n') quote = '';
    else if (quote !== '') {
      if (char === '\\' && quote === '"') at += 1;
      else if (char === quote) quote = '';
    } else if ((char === '"' || char === "'") && /[\s[{,:(-]/.test(text[at - 1] ?? ' ')) quote = char;
    else if (char === '#' && /\s/.test(text[at - 1] ?? ' ')) at = lineEndAfter(text, at) - 1;
    else if ((char === '{' || char === '<' || char === '%') && isSign(text, at)) return at;
  }
  return null;
}

function isSign(text: string, at: number): boolean {
  sign.lastIndex = at;
  if (!sign.test(text)) return false;
  // A mapping in a mapping begins with two braces as well, but in no line that ends them both at once.
  if (!text.startsWith('{{', at)) return true;
  const line = text.slice(at, Math.min(lineEndAfter(text, at), at + EXCERPT));
  return line.includes('}}') || /^\{\{-?\s*\/\*/.test(line);
}

function lineEndAfter(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}
