// A first look at a policy: what would keep the API server from starting, with its place.
import { load, YAMLException } from 'js-yaml';
import { diagnosticAt, type Diagnostic, type Range } from '../core/diagnostic.ts';
import { nearest } from '../core/nearest.ts';
import { findPlaces, placeOf, type Path } from './locate.ts';

// Source: k8s.io/apiserver pkg/apis/audit/types.go.
const levels = ['None', 'Metadata', 'Request', 'RequestResponse'];
const stages = ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'];

/** Every error found, in the order of the text; empty for a policy that this look has nothing against. */
export function checkPolicy(text: string): readonly Diagnostic[] {
  let document: unknown;
  let at: (path: Path) => Range;
  try {
    const first = firstDocument(text);
    const places = findPlaces(first);
    at = (path) => placeOf(places, path);
    document = places.size === 0 ? undefined : load(first, { json: true });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const offset = error.mark?.position ?? 0;
    return [
      diagnosticAt(
        text,
        { start: offset, end: offset + 1 },
        { id: 'yaml-syntax', severity: 'error', message: error.reason },
      ),
    ];
  }
  const found: Diagnostic[] = [];
  const say = (path: Path, id: string, message: string, help?: string): void => {
    found.push(
      diagnosticAt(text, at(path), { id, severity: 'error', message, ...(help === undefined ? {} : { help }) }),
    );
  };
  if (!isMapping(document)) {
    say(
      [],
      'not-a-policy',
      'this is not an audit policy: a mapping with apiVersion, kind and rules is expected',
      'kind-audit init writes one to start from',
    );
    return found;
  }
  checkIdentity(document, say);
  checkStages(document['omitStages'], ['omitStages'], say);
  checkRules(document['rules'], say);
  return found;
}

type Say = (path: Path, id: string, message: string, help?: string) => void;
type Mapping = Readonly<Record<string, unknown>>;

function checkIdentity({ apiVersion, kind }: Mapping, say: Say): void {
  if (apiVersion !== 'audit.k8s.io/v1') {
    say(['apiVersion'], 'api-version', `apiVersion is ${show(apiVersion)}`, 'write: apiVersion: audit.k8s.io/v1');
  }
  // The loader takes a policy without kind; any other kind is refused.
  if (kind !== undefined && kind !== 'Policy') say(['kind'], 'kind', `kind is ${show(kind)}`, 'write: kind: Policy');
}

function checkRules(rules: unknown, say: Say): void {
  if (!Array.isArray(rules) || rules.length === 0) {
    say(
      ['rules'],
      'no-rules',
      'there are no rules, and the API server refuses a policy without rules',
      'write for instance: rules: [{level: Metadata}]',
    );
    return;
  }
  for (const [index, rule] of rules.entries()) {
    const path = ['rules', index];
    if (rule !== null && !isMapping(rule)) {
      say(path, 'rule-type', `rule ${index + 1} is ${show(rule)}, not a mapping`);
      continue;
    }
    checkLevel(rule?.['level'], [...path, 'level'], say);
    checkStages(rule?.['omitStages'], [...path, 'omitStages'], say);
  }
}

function checkLevel(level: unknown, path: Path, say: Say): void {
  if (levels.includes(level as string)) return;
  const known = `one of ${levels.join(', ')}`;
  if (level === undefined || level === null || level === '') {
    say(path, 'level', 'the rule has no level', `write ${known}`);
    return;
  }
  const meant = typeof level === 'string' ? nearest(level, levels) : null;
  say(path, 'level', `${show(level)} is not a level`, meant === null ? `write ${known}` : `did you mean ${meant}?`);
}

function checkStages(value: unknown, path: Path, say: Say): void {
  if (!Array.isArray(value)) return;
  for (const [index, stage] of value.entries()) {
    if (stages.includes(stage as string)) continue;
    const meant = typeof stage === 'string' ? nearest(stage, stages) : null;
    say(
      [...path, index],
      'stage',
      `${show(stage)} is not a stage`,
      meant === null ? `write one of ${stages.join(', ')}` : `did you mean ${meant}?`,
    );
  }
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value);
}

/** The API server reads the first document of a file and nothing behind it. */
function firstDocument(text: string): string {
  const separator = /^---(?=\s)/gm;
  const first = separator.exec(text);
  const hasContentBefore =
    first !== null &&
    text
      .slice(0, first.index)
      .split('\n')
      .some((line) => /^\s*[^#\s]/.test(line));
  const end = hasContentBefore ? first.index : separator.exec(text)?.index;
  return end === undefined || end === null ? text : text.slice(0, end);
}
