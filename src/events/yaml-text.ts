// A value of JSON as YAML for people, without recursion and within bounds; every parser reads the same value from it.
import { DEEPEST, MOST_TEXT, MOST_VALUES } from '../core/limits.ts';
import { yamlKey, yamlScalar } from './yaml-scalar.ts';

/** A list or mapping that is being written. */
interface Open {
  readonly of: Readonly<Record<string, unknown>> | readonly unknown[];
  /** Null for a list. */
  readonly keys: readonly string[] | null;
  readonly length: number;
  readonly indent: string;
  next: number;
}

/** The block form of a mapping, ending in a newline; null where it is deeper, longer or holds more than is shown. */
export function yamlText(value: object): string | null {
  const stack: Open[] = [opened(value, '')];
  const parts: string[] = [];
  let characters = 0;
  let values = 0;
  /** The first entry of a list's item stands on the line of its dash. */
  let onDash = false;
  const write = (text: string): void => {
    parts.push(text);
    characters += text.length;
  };
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    if (top.next === top.length) {
      stack.pop();
      continue;
    }
    values += 1;
    if (values > MOST_VALUES || characters > MOST_TEXT || stack.length > DEEPEST) return null;
    const key = top.keys?.[top.next];
    const item = (top.of as Readonly<Record<string | number, unknown>>)[key ?? top.next];
    top.next += 1;
    write(onDash ? ' ' : top.indent);
    write(key === undefined ? '-' : yamlKey(key, top.indent));
    onDash = false;
    if (typeof item === 'object' && item !== null) {
      const inner = opened(item, `${top.indent}  `);
      if (inner.length === 0) write(inner.keys === null ? ' []\n' : ' {}\n');
      else {
        stack.push(inner);
        onDash = key === undefined;
        if (!onDash) write('\n');
      }
      continue;
    }
    write(` ${yamlScalar(item, `${top.indent}  `)}\n`);
  }
  return characters > MOST_TEXT ? null : parts.join('');
}

function opened(of: object, indent: string): Open {
  if (Array.isArray(of)) return { of, keys: null, length: of.length, indent, next: 0 };
  const keys = Object.keys(of);
  return { of: of as Readonly<Record<string, unknown>>, keys, length: keys.length, indent, next: 0 };
}
