// Request lines against frozen answers of Kubernetes' own parser.
import { expect, test } from 'vitest';
import { requestFromEvent } from '../../src/policy/request/from-parts.ts';
import { requestFromUrl } from '../../src/index.ts';
import lines from './vectors/request-lines.json' with { type: 'json' };

test.each(lines)('$method $url', (line) => {
  const found = requestFromUrl(line.method, line.url);
  if ('error' in line && line.error !== undefined) {
    expect(found).toBeNull();
    return;
  }
  const { verb, namespace, group, resource, subresource, name, path } = line;
  expect(found).toMatchObject({ verb, namespace, group, resource, subresource, name, path, user: null, groups: [] });
});

test('the caller is carried along', () => {
  expect(requestFromUrl('GET', '/healthz', { user: 'jane', groups: ['g'] })).toMatchObject({
    user: 'jane',
    groups: ['g'],
    path: '/healthz',
  });
});

test.each(['constructor', '__proto__', 'toString'])('%s is a word like any other', (word) => {
  expect(requestFromUrl(word, '/api/v1/pods')).toMatchObject({ verb: '', resource: 'pods' });
  expect(requestFromEvent({ auditID: 'a', stage: 'Panic', verb: word, requestURI: '/version' })).toMatchObject({
    verb: word,
    path: '/version',
  });
});
