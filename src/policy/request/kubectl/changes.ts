// What the commands of kubectl send that change objects: delete, patch, label, scale, rollout, set and the like.
import {
  ask,
  askForAll,
  isOn,
  rejectFiles,
  rejectLocal,
  selects,
  spellTarget,
  targetsOf,
  type Sent,
  type Target,
} from './asking.ts';
import { raw } from './raw.ts';
import type { Line } from './read-line.ts';
import { readsOf, subresourceOf, type Sender } from './reads.ts';
import { Refusal } from '../refusal.ts';

/** How a command changes its objects. */
interface Change {
  readonly verb: string;
  readonly subresource?: string;
  /** What kubectl sends before each change, in words; undefined where it sends nothing. */
  readonly before?: string;
  /** What it sends afterwards. */
  readonly after?: string;
  /** Whether a type alone means all of its objects. */
  readonly typeIsAll?: boolean;
}

const readFirst = 'before each change a get of the object';

/** A change of each object that is named; of a selection the list, and in words what follows. */
function changed(line: Line, targets: readonly Target[], change: Change): Sent {
  rejectLocal(line);
  const { verb, subresource = '', before, after, typeIsAll = false } = change;
  const unnamed = targets.filter(({ name }) => name === '');
  const [first] = unnamed;
  if (first !== undefined && !selects(line) && !typeIsAll)
    throw new Refusal(`kubectl ${line.command} needs a name, a selector or --all`, `write ${spellTarget(line, first)}`);
  const what = subresource === '' ? verb : `${verb} of ${subresource}`;
  const besides = [
    ...(first === undefined && before !== undefined ? [before] : []),
    ...(first === undefined
      ? []
      : [
          `then a ${what} for every object that ${unnamed.length === 1 ? 'the list finds' : 'the lists find'}: ` +
            `explain it with "${line.command} ${spellTarget(line, first)}"`,
        ]),
    ...(after === undefined ? [] : [after]),
  ];
  const requests = targets.map((target) =>
    target.name === '' ? askForAll(line, 'list', target) : ask(line, verb, target, subresource),
  );
  return { requests, besides };
}

const patched: Sender = (line) => changed(line, targetsOf(line), { verb: 'patch', before: readFirst });

const patchedOrAll: Sender = (line) =>
  changed(line, targetsOf(line), { verb: 'patch', before: readFirst, typeIsAll: true });

const withSubresource =
  (typeIsAll: boolean): Sender =>
  (line) => {
    const targets = targetsOf(line);
    return changed(line, targets, {
      verb: 'patch',
      subresource: subresourceOf(line, targets),
      before: readFirst,
      typeIsAll,
    });
  };

const deleted: Sender = (line) => {
  if (line.flags.has('raw')) return raw(line, 'DELETE');
  const waits = line.flags.get('wait') !== 'false';
  return changed(line, targetsOf(line), {
    verb: 'delete',
    ...(waits
      ? { after: 'then, to wait until they are gone, a get, a list and a watch of each (not with --wait=false)' }
      : {}),
  });
};

const replaced: Sender = (line) => {
  if (line.flags.has('raw')) return raw(line, 'PUT');
  rejectFiles(line);
  throw new Refusal('kubectl replace reads its objects from files', 'explain each with --verb update --resource TYPE');
};

const applied: Sender = (line) => {
  rejectFiles(line);
  throw new Refusal(
    `kubectl ${line.command} reads its objects from files`,
    'explain each with --verb get, and --verb patch or create, and --resource TYPE',
  );
};

const scaled: Sender = (line) => {
  if (!line.flags.has('replicas')) throw new Refusal('kubectl scale needs a number', 'write --replicas=2');
  const targets = targetsOf(line);
  const current = line.flags.get('current-replicas') ?? '-1';
  const verb = current === '-1' && (line.flags.get('resource-version') ?? '') === '' ? 'patch' : 'update';
  return changed(line, targets, { verb, subresource: 'scale', before: readFirst });
};

/** The words before the first "key=value" or "key-". Source: k8s.io/kubectl pkg/cmd/util/helpers.go, GetResourcesAndPairs. */
function splitPairs(words: readonly string[]): {
  readonly objects: readonly string[];
  readonly pairs: readonly string[];
} {
  const at = words.findIndex((word) => word.includes('=') || word.endsWith('-'));
  return at < 0 ? { objects: words, pairs: [] } : { objects: words.slice(0, at), pairs: words.slice(at) };
}

const paired =
  (pairsNeeded: boolean): Sender =>
  (line) => {
    const { objects, pairs } = splitPairs(line.words);
    const targets = targetsOf(line, objects);
    if (isOn(line, 'list') && pairs.length === 0) return { requests: readsOf(line, targets), besides: [] };
    if (pairs.some((word) => !word.includes('=') && !word.endsWith('-')))
      throw new Refusal(
        'kubectl wants every object before the first change',
        `write ${line.command} TYPE NAME… KEY=VALUE`,
      );
    if (pairsNeeded && pairs.length === 0)
      throw new Refusal(`kubectl ${line.command} has nothing to change`, 'write KEY=VALUE, or KEY- to remove');
    return changed(line, targets, { verb: 'patch', before: readFirst });
  };

/** The last word is no object but a value. */
const lastIsValue: Sender = (line) => {
  if (line.words.length < 2)
    throw new Refusal(`kubectl ${line.command} has no value`, `write ${line.command} TYPE/NAME VALUE`);
  return changed(line, targetsOf(line, line.words.slice(0, -1)), { verb: 'patch', before: readFirst });
};

const undone: Sender = (line) =>
  changed(line, targetsOf(line), {
    verb: 'patch',
    before: `${readFirst}, and a list of its revisions`,
    typeIsAll: true,
  });

export const changes: Readonly<Record<string, Sender>> = {
  delete: deleted,
  patch: withSubresource(false),
  edit: withSubresource(true),
  replace: replaced,
  apply: applied,
  diff: applied,
  'apply set-last-applied': applied,
  'apply edit-last-applied': patchedOrAll,
  label: paired(true),
  annotate: paired(true),
  taint: paired(true),
  scale: scaled,
  'rollout restart': patchedOrAll,
  'rollout pause': patchedOrAll,
  'rollout resume': patchedOrAll,
  'rollout undo': undone,
  'set env': paired(false),
  'set image': paired(true),
  'set resources': patched,
  'set subject': patched,
  'set selector': lastIsValue,
  'set serviceaccount': lastIsValue,
};
