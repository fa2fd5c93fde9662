// What a text is that is no audit policy which the API server would read, in words for the person who gave it.
import { lineAndColumn, type Range } from '../../core/diagnostic.ts';
import { entryOf, placeOf, type Path, type Tree } from '../text/tree.ts';
import { documentsOf } from './documents.ts';
import { declared, haveLevels, isPolicy } from './is-policy.ts';
import { renderHelp, templateOf, templateWords } from './template.ts';
import { wrappedIn, type Wrapped } from './wrapped.ts';

/** What the file is, and what to do with it. */
export interface WhatFile extends Range {
  readonly id: 'not-a-policy' | 'template';
  readonly message: string;
  readonly help: string;
}

/** Characters beyond which nobody looks. */
const MOST_CHARACTERS = 16 * 1024 * 1024;
/** Policies that are named, of those in one file. */
const MOST_NAMED = 5;

/**
 * Names a text that the API server refuses: a template, a file of another kind with the policies in it. Null for what is
 * meant as a policy. `tree` is its first document, where that can be read.
 */
export function whatFile(text: string, tree: Tree | undefined): WhatFile | null {
  if (text.length > MOST_CHARACTERS) return null;
  if (tree === undefined) return templateFile(text, tree) ?? eventFile(text);
  if (isPolicy(tree)) return templateFile(text, tree);
  const inside: Wrapped[] = [];
  for (const document of documentsOf(text, tree)) {
    for (const wrapped of wrappedIn(document, text)) if (inside.length <= MOST_NAMED) inside.push(wrapped);
    if (inside.length > MOST_NAMED) break;
  }
  if (inside.length > 0) return otherFile(text, tree, inside);
  if (tree.kind === 'null') return null;
  if (tree.kind === 'array' && haveLevels(tree)) return bareRules(tree);
  return templateFile(text, tree) ?? (tree.kind === 'object' ? otherFile(text, tree, []) : null);
}

function templateFile(text: string, tree: Tree | undefined): WhatFile | null {
  const template = templateOf(text, tree);
  if (template === null) return null;
  const { start, end } = template;
  const { line } = lineAndColumn(text, start);
  return {
    id: 'template',
    start,
    end,
    message: `this is ${templateWords(template)}, line ${line}, not yet a policy`,
    help: renderHelp(template),
  };
}

/** Events in lines are no single JSON value. */
function eventFile(text: string): WhatFile | null {
  return /^\s*\{[^\n]{0,200}"kind"\s*:\s*"Event(?:List)?"/.test(text.slice(0, 1000)) ? events(0) : null;
}

function events(start: number): WhatFile {
  return {
    id: 'not-a-policy',
    start,
    end: start + 1,
    message: 'these are audit events, not an audit policy',
    help: 'kind-audit logs FILE shows them; kind-audit policy replay --policy POLICY FILE tries a policy on them',
  };
}

function bareRules({ start }: Tree): WhatFile {
  return {
    id: 'not-a-policy',
    start,
    end: start + 1,
    message: 'this is a list of rules without the policy around it',
    help: 'write apiVersion: audit.k8s.io/v1, kind: Policy and rules: above it',
  };
}

function otherFile(text: string, tree: Tree, inside: readonly Wrapped[]): WhatFile {
  const { kind, group } = declared(tree);
  if (group === 'audit.k8s.io' && inside.length === 0) return events(placeOf(tree, ['kind']).start);
  const place = placeOf(tree, kind === '' ? [] : ['kind']);
  const [first] = inside;
  const what = nameOf(text, tree);
  if (first === undefined) {
    const message = `this is ${what}, not an audit policy`;
    return {
      ...place,
      id: 'not-a-policy',
      message,
      help: 'name the file with the policy; kind-audit policy new writes one',
    };
  }
  const named = inside.slice(0, MOST_NAMED).map((wrapped) => whereOf(wrapped, text));
  const more = inside.length > MOST_NAMED ? ', and more' : '';
  const where = inside.length === 1 ? `the policy is ${named.join('')}` : `policies are ${named.join('; ')}${more}`;
  return {
    ...place,
    id: 'not-a-policy',
    message: `this is ${what}; ${where}`,
    help:
      first.template === null ? `give the policy in a file of its own: ${command(first)}` : renderHelp(first.template),
  };
}

/** "in data.policy, line 7" */
function whereOf({ document, path, at, form, template }: Wrapped, text: string): string {
  const { line } = lineAndColumn(text, at);
  const within = document === 1 ? '' : ` of document ${document}`;
  const place = path.length === 0 ? `document ${document}` : `in ${spelled(path)}${within}`;
  const state = template === null ? '' : `, and is ${templateWords(template)}`;
  return `${place}, line ${line}${form === 'base64' ? ', in base64' : ''}${state}`;
}

/** What prints the policy: yq is the tool for it that most people have. */
function command({ document, path, form }: Wrapped): string {
  const select = document === 1 ? '' : `select(di == ${document - 1})${path.length === 0 ? '' : ' | '}`;
  const query = `${select}${path.length === 0 ? '' : `.${spelled(path)}`}`;
  return `yq '${query.replaceAll("'", '')}' FILE${form === 'base64' ? ' | base64 -d' : ''} > audit-policy.yaml`;
}

/** A path as yq and jq read it: data["policy.yaml"] */
function spelled(path: Path): string {
  return path
    .map((step) =>
      typeof step === 'number' ? `[${step}]` : /^\w+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`,
    )
    .join('')
    .replace(/^\./, '');
}

/** "a ConfigMap", "a Cluster (kops.k8s.io/v1alpha2)", "a Talos machine config" */
function nameOf(text: string, tree: Tree): string {
  if (tree.kind === 'array') return 'a list';
  if (tree.kind !== 'object') return tree.kind === 'null' ? 'a file whose first document is empty' : 'a text';
  const { apiVersion, kind } = declared(tree);
  if (kind !== '')
    return `${article(kind)} ${kind}${apiVersion === '' || apiVersion === 'v1' ? '' : ` (${apiVersion})`}`;
  if (/^#cloud-config\b/.test(text)) return 'a cloud-init file';
  const has = (key: string, within: Tree | undefined = tree): boolean => entryOf(within, key) !== undefined;
  if (has('machine') || (has('cluster') && has('version'))) return 'a Talos machine config';
  const services = entryOf(tree, 'services')?.value;
  if (has('kube-api', services) || has('kube_api', services)) return "RKE's cluster.yml";
  const keys = tree.entries.slice(0, 3).map(({ key }) => key);
  return `a mapping of ${keys.join(', ')}${tree.entries.length > 3 ? ', …' : ''}`;
}

function article(word: string): 'a' | 'an' {
  return /^[AEIO]/i.test(word) ? 'an' : 'a';
}
