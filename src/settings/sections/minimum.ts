// An item of `enforce.minimum`: a request, and the level at which every policy must log it at least.
import { levels, type Level } from '../../policy/model/policy.ts';
import type { PolicyRequest } from '../../policy/model/request.ts';
import { spellAction } from '../../policy/model/spell.ts';
import { requestFromPath } from '../../policy/request/from-line.ts';
import { Refusal } from '../../policy/request/refusal.ts';
import { callerIn, requestFields, requestIn, requestsOfKubectl } from '../../policy/testing/asked-request.ts';
import { TextError } from '../../policy/text/text-error.ts';
import { entryOf, rangeOf, type Tree } from '../../policy/text/tree.ts';
import type { Place, Placed } from '../place.ts';
import { fault, list, mapping, oneOf, placeIn, text, wrongType, type Reading, type Shape } from '../shape.ts';

/** A request that every policy must log at this level, or at a higher one. */
export interface Minimum {
  /** As the file has it, in one line. */
  readonly words: string;
  /** Those that are sent for the words. */
  readonly requests: readonly PolicyRequest[];
  /** No user is named: the level holds for every user and service account. */
  readonly anyone: boolean;
  readonly level: Level;
  readonly place: Place;
}

const fields = mapping('a request that every policy must log', {
  request: requestShape(),
  user: text('who sends it; without one it holds for every user and service account'),
  groups: list('groups of the user; without them those that the API server adds itself', text('a group'), 100),
  level: oneOf(
    'every policy logs the request at this level or at a higher one',
    levels.filter((level): level is Exclude<Level, 'None'> => level !== 'None'),
  ),
});

export const minimum: Shape<Minimum> = {
  schema: { ...fields.schema, type: 'object', required: ['request', 'level'] },
  read(tree, reading) {
    if (tree.kind !== 'object') return wrongType(reading, tree, 'a mapping with request and level');
    const before = reading.faults.length;
    const read = fields.read(tree, reading);
    if (reading.faults.length > before) return undefined;
    const missing = ['request', 'level'].find((key) => entryOf(tree, key) === undefined);
    if (missing !== undefined)
      fault(
        reading,
        { start: tree.start, end: tree.start + 1 },
        { id: 'missing-key', message: `${missing} is missing` },
      );
    const { request, level } = read ?? {};
    if (request === undefined || level === undefined) return undefined;
    return minimumOf(request, level, tree, reading);
  },
};

function minimumOf(
  { value: asked, place }: Placed<Tree>,
  level: Placed<Level>,
  tree: Tree,
  reading: Reading,
): Minimum | undefined {
  const [user, groups] = ['user', 'groups'].map((key) => entryOf(tree, key)?.value);
  try {
    if (groups !== undefined && user === undefined) throw new TextError('groups need a user', groups, 'add user: NAME');
    const requests = requestsIn(asked, callerIn({ user, groups }));
    const [first] = requests;
    if (first === undefined) throw new TextError('this command sends no request', asked, 'name one that does');
    const words = asked.kind === 'string' ? textIn(asked) : spellAction(first);
    return { words, requests, anyone: user === undefined, level: level.value, place };
  } catch (error) {
    if (!(error instanceof TextError)) throw error;
    const { message, range, help } = error;
    return fault(reading, range, { id: 'value', message, ...(help === undefined ? {} : { help }) });
  }
}

const textIn = (tree: Tree): string => (tree.kind === 'string' ? tree.value.trim().replaceAll(/\s+/g, ' ') : '');

/** The requests of what was written: a path, a request line, a kubectl command, or attributes. */
function requestsIn(asked: Tree, caller: ReturnType<typeof callerIn>): readonly PolicyRequest[] {
  const line = textIn(asked);
  if (line.startsWith('/')) {
    const found = requestFromPath(line, undefined, caller);
    if (found instanceof Refusal) throw new TextError(found.message, asked, found.help);
    return [found];
  }
  if (asked.kind === 'string' && !/^(?:[A-Z]+ |\S+ \/)/.test(line)) return requestsOfKubectl(asked, caller);
  const found = requestIn(asked, caller);
  if (found.verb === '' && asked.kind === 'object')
    throw new TextError('the request has no verb', { start: asked.start, end: asked.start + 1 }, 'add verb: get');
  return [found];
}

function requestShape(): Shape<Placed<Tree>> {
  return {
    schema: {
      anyOf: [
        { type: 'string', minLength: 1 },
        {
          type: 'object',
          additionalProperties: false,
          required: ['verb'],
          properties: Object.fromEntries(requestFields.map((key) => [key, { type: 'string' }])),
        },
      ],
      description:
        'a kubectl command, a method and an address, a path, or attributes: {verb, resource, namespace, name} and so on',
    },
    read(tree, reading) {
      if (tree.kind !== 'string' && tree.kind !== 'object')
        return wrongType(reading, tree, 'a kubectl command, an address, or a mapping');
      return { value: tree, place: placeIn(reading, rangeOf(tree)) };
    },
  };
}
