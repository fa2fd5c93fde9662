// Every kind of request that two policies can distinguish; those that the same rules match count as one.
import type { PolicyRule } from '../model/policy.ts';
import { request, type PolicyRequest } from '../model/request.ts';
import { entryMatches } from '../decide/match.ts';
import { UrlRows } from '../decide/named-urls.ts';
import type { Atoms, Kind } from './atoms.ts';
import { Classes, rowsOf, type Class } from './classes.ts';

type Attributes = Partial<PolicyRequest>;

/**
 * Gives an example of each, and how many kinds it stands for. All of them together are `countOf` kinds. `mostCallers`
 * is asked how many callers are wanted for the next verb and target.
 */
export function* kindsOf(atoms: Atoms, mostCallers: () => number = () => Infinity): Generator<Class<PolicyRequest>> {
  const { rules, isLong } = atoms;
  const callers = new Callers(atoms);
  for (const { target, open, count } of targetsOf(atoms)) {
    for (const verbs of verbsOf(rules, open, atoms.verbs, (verb) => isLong({ ...target, verb }))) {
      const { verb, left } = verbs.example;
      for (const caller of callers.of(left, mostCallers())) {
        yield { example: request({ ...caller.example, verb, ...target }), count: count * verbs.count * caller.count };
      }
    }
  }
}

/** How many kinds there are: callers, among them an unauthenticated one, times verbs times targets. */
export function countOf({ users, groups, verbs, kinds, namespaces, paths }: Atoms): number {
  return (users.length * groups.length + 1) * verbs.length * (kinds.length * namespaces.length + paths.length);
}

/** A target, how many it stands for, and the rules that match it, as indexes. */
interface Target {
  readonly target: Attributes;
  readonly count: number;
  readonly open: readonly number[];
}

function* targetsOf({ rules, kinds, namespaces, paths }: Atoms): Generator<Target> {
  for (const kind of kinds) {
    const taking = rules.map((rule) => (takesKind(rule, kind) ? rule.namespaces : null));
    const anywhere = taking.flatMap((named, index) => (named?.length === 0 ? [index] : []));
    const somewhere = rowsOf(taking.map((named) => named ?? []));
    const classes = new Classes<string>();
    for (const namespace of namespaces) classes.add(somewhere.get(namespace) ?? [], false, namespace);
    for (const { example: namespace, count } of classes.all()) {
      yield { target: { ...kind, namespace }, open: [...anywhere, ...(somewhere.get(namespace) ?? [])], count };
    }
  }
  // A rule without URLs that asks for no resource matches every path.
  const urls = new UrlRows(
    rules.map(({ resources, namespaces, nonResourceURLs }) =>
      resources.length > 0 || namespaces.length > 0 ? [] : nonResourceURLs.length === 0 ? ['*'] : nonResourceURLs,
    ),
  );
  for (const path of paths) yield { target: { path }, open: urls.of(path), count: 1 };
}

function takesKind({ resources, namespaces, nonResourceURLs }: PolicyRule, kind: Kind): boolean {
  if (resources.length > 0) return resources.some((entry) => entryMatches(entry, request(kind)));
  return namespaces.length > 0 || nonResourceURLs.length === 0;
}

/** Verbs that the same rules match, with those rules. */
function verbsOf(
  rules: readonly PolicyRule[],
  open: readonly number[],
  verbs: readonly string[],
  isLong: (verb: string) => boolean,
): readonly Class<{ verb: string; left: readonly number[] }>[] {
  const classes = new Classes<{ verb: string; left: readonly number[] }>();
  for (const verb of verbs) {
    const left = open.filter((index) => {
      const named = rules[index]?.verbs ?? [];
      return named.length === 0 || named.includes(verb);
    });
    classes.add(left, isLong(verb), { verb, left });
  }
  return classes.all();
}

/** More sets of rules than this are not remembered. */
const MOST_KNOWN = 20_000;

interface CallerClasses {
  readonly users: readonly Class<string>[];
  readonly groups: readonly Class<readonly string[]>[];
}

/** Callers that the same rules match. */
class Callers {
  private readonly atoms: Atoms;
  private readonly users: ReadonlyMap<string, number>;
  private readonly known = new Map<string, CallerClasses>();

  constructor(atoms: Atoms) {
    this.atoms = atoms;
    this.users = new Map(atoms.users.map((user, index) => [user, index]));
  }

  /** `left`: the rules that are left when verb and target are known. The unauthenticated caller always comes last. */
  *of(left: readonly number[], most: number): Generator<Class<Attributes>> {
    const { users, groups } = this.classesOf(left);
    let given = 0;
    for (const user of users) {
      for (const set of groups) {
        if (given >= most) break;
        given += 1;
        yield { example: { user: user.example, groups: set.example }, count: user.count * set.count };
      }
    }
    yield { example: { user: null, groups: [] }, count: 1 };
  }

  private classesOf(left: readonly number[]): CallerClasses {
    const key = left.join();
    const found = this.known.get(key);
    if (found !== undefined) return found;
    const classes = { users: this.usersOf(left), groups: this.groupsOf(left) };
    if (this.known.size >= MOST_KNOWN) this.known.clear();
    this.known.set(key, classes);
    return classes;
  }

  /** All users whom none of the rules names are one class; no rule at all names the first user. */
  private usersOf(left: readonly number[]): readonly Class<string>[] {
    const rows = rowsOf(left.map((index) => this.atoms.rules[index]?.users ?? []));
    const places = [...rows.keys()].flatMap((user) => this.users.get(user) ?? []).toSorted((a, b) => a - b);
    const classes = new Classes<string>();
    classes.add([], false, this.atoms.users[0] ?? '', this.atoms.users.length - places.length);
    for (const place of places) {
      const user = this.atoms.users[place] ?? '';
      classes.add(rows.get(user) ?? [], false, user);
    }
    return classes.all();
  }

  private groupsOf(left: readonly number[]): readonly Class<readonly string[]>[] {
    const asking = left.filter((index) => (this.atoms.rules[index]?.userGroups.length ?? 0) > 0);
    const classes = new Classes<readonly string[]>();
    for (const set of this.atoms.groups) {
      const rows = asking.filter((index) => set.some((group) => this.atoms.rules[index]?.userGroups.includes(group)));
      classes.add(rows, false, set);
    }
    return classes.all();
  }
}
