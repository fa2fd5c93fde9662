// Where in a policy's text a value stands.
import { EVENT_ID, getScalarValue, parseEvents, type Event } from 'js-yaml';
import type { Range } from '../core/diagnostic.ts';

/** A path into a YAML document: keys and indexes. */
export type Path = readonly (string | number)[];

/** Reads Kubernetes' spelling of a path: "rules[0].resources.group" → ["rules", 0, "resources", "group"]. */
export function parsePath(text: string): Path {
  return [...text.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, key, index]) => (key === undefined ? Number(index) : key));
}

/** Ranges of every value of the first document, by path; a key's own range stands under its path too when the value has none. */
export type Places = ReadonlyMap<string, Range>;

/** The name of a path in `Places`. */
export function placeKey(path: Path): string {
  return JSON.stringify(path);
}

/** Walks the first document of a text. Throws js-yaml's exception on bad syntax. */
export function findPlaces(text: string): Places {
  const events = parseEvents(text, {});
  const places = new Map<string, Range>();
  let at = 1;
  if (events[0]?.type !== EVENT_ID.DOCUMENT) return places;

  const rangeOf = (event: Exclude<Event, { type: typeof EVENT_ID.DOCUMENT | typeof EVENT_ID.POP }>): Range => {
    if (event.type === EVENT_ID.SCALAR) return { start: event.valueStart, end: event.valueEnd };
    if (event.type === EVENT_ID.ALIAS) return { start: event.anchorStart, end: event.anchorEnd };
    return { start: event.start, end: event.start + 1 };
  };
  const visit = (path: Path): void => {
    const event = events[at];
    at += 1;
    if (event === undefined || event.type === EVENT_ID.POP || event.type === EVENT_ID.DOCUMENT) return;
    const range = rangeOf(event);
    // An empty scalar has no place of its own; its key, noted before, is where to point.
    if (range.end > range.start || !places.has(placeKey(path))) places.set(placeKey(path), range);
    if (event.type === EVENT_ID.SEQUENCE) {
      for (let index = 0; events[at] !== undefined && events[at]?.type !== EVENT_ID.POP; index += 1)
        visit([...path, index]);
      at += 1;
    } else if (event.type === EVENT_ID.MAPPING) {
      while (events[at] !== undefined && events[at]?.type !== EVENT_ID.POP) {
        const key = events[at];
        const name = key?.type === EVENT_ID.SCALAR ? getScalarValue(text, key) : '';
        if (key?.type === EVENT_ID.SCALAR) {
          places.set(placeKey([...path, name]), { start: key.valueStart, end: key.valueEnd });
          at += 1;
        } else {
          visit([...path, '']);
        }
        visit([...path, name]);
      }
      at += 1;
    }
  };
  visit([]);
  return places;
}

/** The place of a path, or of the nearest part of it that is there. */
export function placeOf(places: Places, path: Path): Range {
  for (let length = path.length; length > 0; length -= 1) {
    const range = places.get(placeKey(path.slice(0, length)));
    if (range !== undefined) return range;
  }
  return places.get(placeKey([])) ?? { start: 0, end: 0 };
}
