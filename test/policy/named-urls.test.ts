// Looking many URLs up at once gives what asking one after the other gives.
import { expect, test } from 'vitest';
import { beginningOf, pathMatches } from '../../src/policy/decide/match.ts';
import { NamedUrls, UrlRows } from '../../src/policy/decide/named-urls.ts';
import { isResourcePath } from '../../src/policy/request/resource-path.ts';
import { diffPolicies, loadPolicy } from '../../src/index.ts';
import { generated } from '../kit/generated.ts';

const words = ['/', 'a', 'b', '/s', 'some-path', '~', 'api', '/v1', '/api/v1/', '\u{1F600}', '%41'];

/** A path that is none of the URLs, matched only by those that match all that begins so; found by trying. */
function mayBeUnnamed(path: string, beginning: string, urls: readonly string[]): boolean {
  const covers = (url: string): boolean => url.endsWith('*') && beginning.startsWith(beginningOf(url));
  return path.startsWith(beginning) && urls.every((url) => pathMatches(url, path) === covers(url));
}

test('the lists that match a path, and the paths that none of them names', () => {
  const { random, rounds } = generated(20261130, 400);
  const text = (): string => `/${Array.from({ length: random.below(4) }, () => random.pick(words)).join('')}`;
  const url = (): string => (random.chance(0.1) ? '*' : `${text()}${random.chance(0.5) ? '*' : ''}`);
  for (let round = 0; round < rounds; round += 1) {
    const lists = Array.from({ length: 1 + random.below(5) }, () => Array.from({ length: random.below(6) }, url));
    const [rows, named] = [new UrlRows(lists), new NamedUrls(lists.flat())];
    const paths = lists.flat().flatMap((each) => named.pathsFor(each));
    for (const path of [...lists.flat(), ...paths, ...Array.from({ length: 5 }, text)]) {
      const slow = lists.flatMap((urls, row) => (urls.some((each) => pathMatches(each, path)) ? [row] : []));
      expect(rows.of(path), path).toEqual(slow);
    }
    expect(paths.filter((path) => isResourcePath(path))).toEqual([]);
    for (const beginning of [
      '/',
      ...lists
        .flat()
        .filter((each) => each.endsWith('*'))
        .map(beginningOf),
    ]) {
      if (beginning === '' || isResourcePath(`${beginning}a`)) continue;
      const path = named.unnamedPath(beginning);
      expect(mayBeUnnamed(path, beginning, lists.flat()), `${path} below ${beginning}`).toBe(true);
    }
  }
});

test('thousands of URLs are compared, and the one that is missing is found', () => {
  const urls = Array.from({ length: 6000 }, (_, index) => `/p${index}/*`);
  const policyOf = (wanted: readonly string[]) => {
    const rules = [{ level: 'None', nonResourceURLs: wanted }, { level: 'Metadata' }];
    const { policy } = loadPolicy(JSON.stringify({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', rules }));
    if (policy === undefined) throw new Error('the policy of the test is refused');
    return policy;
  };
  const { differences, gap } = diffPolicies(policyOf(urls), policyOf(urls.slice(0, -1)));
  expect(gap).toBe(null);
  expect(differences.map(({ direction, witness, kinds }) => [direction, witness.path, kinds])).toEqual([
    ['more', '/p5999/', 2],
  ]);
});
