// The verbs that requests have, and what to write in place of words that people take for one.
import { nearest } from '../../core/nearest.ts';

const forResources = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection', 'proxy'];
const forPaths = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options', 'connect', 'trace'];

const forAnything = [...new Set([...forResources, ...forPaths])];

const ofRbacOnly = 'it is a verb of RBAC, which no request has: leave it out';

/** What to do instead of what people write for a method, for a command of kubectl or for a verb of RBAC. */
const forResourcesInstead: ReadonlyMap<string, string> = new Map([
  ['read', 'write get, list, watch'],
  ['view', 'write get, list, watch'],
  ['describe', 'write get'],
  ['head', 'write get'],
  ['write', 'write create, update, patch, delete, deletecollection'],
  ['modify', 'write update, patch'],
  ['change', 'write update, patch'],
  ['edit', 'write update, patch'],
  ['replace', 'write update'],
  ['put', 'write update'],
  ['apply', 'write patch'],
  ['post', 'write create'],
  ['add', 'write create'],
  ['remove', 'write delete'],
  ['del', 'write delete'],
  ['rm', 'write delete'],
  ['exec', 'write get and create, with resources: [pods/exec]'],
  ['attach', 'write get and create, with resources: [pods/attach]'],
  ['portforward', 'write get and create, with resources: [pods/portforward]'],
  ['port-forward', 'write get and create, with resources: [pods/portforward]'],
  ['log', 'write get, with resources: [pods/log]'],
  ['logs', 'write get, with resources: [pods/log]'],
  ['scale', 'write update and patch, with resources such as [deployments/scale]'],
  ['evict', 'write create, with resources: [pods/eviction]'],
  ['approve', 'write update, with resources: [certificatesigningrequests/approval]'],
  ...['impersonate', 'bind', 'escalate', 'use', 'sign', 'attest'].map((verb) => [verb, ofRbacOnly] as const),
  ['all', 'leave verbs out to match every verb'],
  ['any', 'leave verbs out to match every verb'],
]);

const forPathsInstead: ReadonlyMap<string, string> = new Map([
  ['read', 'write get'],
  ['list', 'write get'],
  ['watch', 'write get'],
  ['create', 'write post'],
  ['update', 'write put'],
  ['write', 'write post, put, patch, delete'],
  ['deletecollection', 'write delete'],
  ['all', 'leave verbs out to match every verb'],
  ['any', 'leave verbs out to match every verb'],
]);

/** What a verb is for: resources, other paths, or either. */
export type VerbUse = 'resources' | 'paths' | 'anything';

const verbs: Readonly<Record<VerbUse, readonly string[]>> = {
  resources: forResources,
  paths: forPaths,
  anything: forAnything,
};

/** Whether requests of this sort have the verb, letter by letter. */
export function isVerb(verb: string, use: VerbUse): boolean {
  return verbs[use].includes(verb);
}

/** What to write in place of a word that is no verb, and the verb that it must mean, where that is one. */
export function verbInstead(word: string, use: VerbUse): { readonly help: string; readonly meant: string | null } {
  const known = verbs[use];
  const lower = word.toLowerCase();
  const instead = use === 'paths' ? forPathsInstead : forResourcesInstead;
  const cure = known.includes(lower) ? undefined : instead.get(lower);
  const meant = nearest(word, known);
  const help = cure ?? (meant === null ? `write some of ${known.join(', ')}` : `did you mean ${meant}?`);
  return { help, meant };
}

/** The same advice for a command line, where resources are an option. */
export function verbOptionInstead(word: string, use: VerbUse): string {
  return verbInstead(word, use).help.replace(/resources(?:: | such as )\[([^\]]*)\]/, '--resource $1');
}
