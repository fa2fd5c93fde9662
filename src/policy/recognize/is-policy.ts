// Whether a mapping is meant as an audit policy, however wrong it is; else it is a file of another sort.
import { nearest } from '../../core/nearest.ts';
import { levels } from '../model/policy.ts';
import { entryOf, type Entry, type Tree } from '../text/tree.ts';
import { identify } from './identity.ts';

/** The API group of audit policies, and of the events that they cause. */
const GROUP = 'audit.k8s.io';

/** Rules that are looked at. */
const MOST_RULES = 100;

const ruleFields = [
  'level',
  'users',
  'usergroups',
  'verbs',
  'resources',
  'namespaces',
  'nonresourceurls',
  'omitstages',
];

/** What a mapping declares itself to be; empty where it does not say. */
export interface Declared {
  readonly apiVersion: string;
  readonly kind: string;
  /** Of apiVersion; empty for the core group as well. */
  readonly group: string;
}

/** Reads apiVersion and kind of a mapping; a value of a wrong type counts as none. */
export function declared(tree: Tree): Declared {
  const found = identify(tree, true);
  const { apiVersion, kind } =
    'wrong' in found ? { apiVersion: wordAt(tree, 'apiVersion'), kind: wordAt(tree, 'kind') } : found;
  return { apiVersion, kind, group: apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '' };
}

/**
 * Its group is that of audit policies, or it is a Policy of no group, or it has rules of one: a ClusterRole has rules
 * as well.
 */
export function isPolicy(tree: Tree): boolean {
  if (tree.kind !== 'object') return false;
  if (tree.entries.length === 0) return true;
  const { kind, group } = declared(tree);
  if (group === GROUP) return kind !== 'Event' && kind !== 'EventList';
  const lower = kind.toLowerCase();
  const isNamedSo = kind === '' || nearest(kind, ['Policy']) !== null;
  if (isNamedSo && nearest(group, [GROUP]) !== null && group !== '') return true;
  if (lower === 'policy' && group === '') return true;
  const rules = entryOf(tree, 'rules')?.value;
  if (rules === undefined) return false;
  if (!isNamedSo || group !== '') return haveLevels(rules);
  return rules.kind !== 'array' || rules.items.length === 0 || haveField(rules);
}

/** Whether one of the rules has a field of audit rules, in about their spelling. */
function haveField(rules: Tree): boolean {
  return entriesOf(rules).some(({ key }) => nearest(key, ruleFields) !== null);
}

/** Whether one of the rules has a level of auditing: those of other kinds have none, whatever they share besides. */
export function haveLevels(rules: Tree): boolean {
  return entriesOf(rules).some(
    ({ key, value }) =>
      nearest(key, ['level']) !== null && value.kind === 'string' && nearest(value.value, levels) !== null,
  );
}

function entriesOf(list: Tree): readonly Entry[] {
  if (list.kind !== 'array') return [];
  return list.items.slice(0, MOST_RULES).flatMap((item) => (item.kind === 'object' ? item.entries : []));
}

function wordAt(tree: Tree, key: string): string {
  const value = entryOf(tree, key)?.value;
  return value?.kind === 'string' ? value.value : '';
}
