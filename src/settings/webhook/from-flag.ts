// The flag --webhook: a backend in one word, as a settings file has it.
import { nearest } from '../../core/nearest.ts';
import { Problem } from '../../core/problem.ts';
import { backendDefaults, compressions, deliveryModes, type Backend } from './wanted.ts';

const keys = ['mode', 'compression', 'ca', 'cert', 'key', 'name'] as const;

/** What begins an option after the url; a comma elsewhere belongs to the url or to a path. */
const separator = /,(?=[A-Za-z][\w-]*=)/;

/**
 * Reads "URL[,mode=…][,compression=gzip][,ca=FILE][,cert=FILE,key=FILE][,name=NAME]"; `pathOf` makes a path absolute. Throws a
 * usage Problem that says what is wrong, without the flag.
 */
export function backendFromFlag(word: string, pathOf: (path: string) => string): Backend {
  const [url = '', ...options] = word.split(separator);
  const given = new Map<string, string>();
  for (const option of options) {
    const at = option.indexOf('=');
    const [name, value] = [option.slice(0, at), option.slice(at + 1)];
    if (!keys.some((key) => key === name)) throw new Problem('usage', `there is no option "${name}"`, hint(name));
    if (given.has(name)) throw new Problem('usage', `${name} is given twice`);
    if (value === '') throw new Problem('usage', `${name} is empty`);
    given.set(name, value);
  }
  if (url === '' || url.includes(',') || /^[a-z]+=/i.test(url))
    throw new Problem('usage', 'must begin with the url, and go on with options such as ,name=siem');
  const path = (name: string): string | null => (given.has(name) ? pathOf(given.get(name) ?? '') : null);
  return {
    ...backendDefaults,
    name: given.get('name') ?? null,
    url,
    deliveryMode: oneOf('mode', given.get('mode'), deliveryModes) ?? null,
    compression: oneOf('compression', given.get('compression'), compressions) ?? backendDefaults.compression,
    tls: { ca: path('ca'), cert: path('cert'), key: path('key'), serverName: null },
  };
}

function hint(name: string): { readonly hint: string } {
  const meant = nearest(name, keys);
  return { hint: meant === null ? `the options are ${keys.join(', ')}` : `did you mean ${meant}?` };
}

/** The word of the list, in any case of letters. */
function oneOf<Word extends string>(name: string, value: string | undefined, words: readonly Word[]): Word | undefined {
  if (value === undefined) return undefined;
  const found = words.find((word) => word.toLowerCase() === value.toLowerCase());
  if (found !== undefined) return found;
  const isMode = ['batch', 'blocking', 'blocking-strict'].includes(value);
  const context = isMode ? { hint: `how the API server sends is another flag: --webhook-mode ${value}` } : {};
  throw new Problem('usage', `${name} must be one of ${words.join(', ')}`, context);
}
