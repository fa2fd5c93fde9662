// Secrets are hidden wherever in an event they stand, and nothing that only names one is.
import { expect, test } from 'vitest';
import { HIDDEN, redact } from '../../src/events/redact.ts';
import { typedEvent } from '../../src/events/well-typed.ts';
import { hostileBodies } from '../kit/hostile.ts';
import { auditEvent } from './kit.ts';

const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db' }, data: { password: 'Q0FOQVJZ' } };
const text = JSON.stringify(secret);
let deep: object = secret;
for (let level = 0; level < 100_000; level += 1) deep = level % 2 === 0 ? { a: deep } : [deep];

test.each<[string, unknown]>([
  ['itself', secret],
  ['a list', { kind: 'List', items: [{ kind: 'ConfigMap' }, secret] }],
  ['a list without a kind', { items: [{ items: [secret] }] }],
  ['a managed resource', { kind: 'Object', spec: { forProvider: { manifest: secret } } }],
  ['a template', { kind: 'Template', objects: [secret] }],
  [
    'an annotation of kubectl apply',
    { metadata: { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': text } } },
  ],
  ['an annotation within one', { a: JSON.stringify({ metadata: { annotations: { x: text } } }) }],
  ['a manifest as text', { data: { 'a.yaml': 'apiVersion: v1\nkind: Secret\nstringData: {password: CANARY}\n' } }],
  ['the same with quotes', { data: { 'a.yaml': "'kind' : 'Secret'\nstringData: {password: CANARY}\n" } }],
  ['a token request', { spec: { inner: { kind: 'TokenRequest', status: { token: 'CANARY' } } } }],
  ['a token review', [{ kind: 'TokenReview', spec: { token: 'CANARY' } }]],
  ['a list of secrets', { inner: { kind: 'SecretList', items: [{ data: { a: 'CANARY' } }] } }],
  ['100,000 levels', deep],
])('hidden in %s, as request and as response', (_name, body) => {
  const objectRef = { resource: 'things', apiGroup: 'example.com' };
  const patched = { annotations: { 'patch.webhook.admission.k8s.io/round_0_index_0': 'CANARY', kept: 'yes' } };
  for (const field of ['requestObject', 'responseObject'] as const) {
    const other = field === 'requestObject' ? 'responseObject' : 'requestObject';
    const event = auditEvent({ objectRef, [field]: body, [other]: [{ op: 'add', value: 'CANARY' }], ...patched });
    expect(redact(event)).toEqual({
      ...event,
      requestObject: HIDDEN,
      responseObject: HIDDEN,
      annotations: { 'patch.webhook.admission.k8s.io/round_0_index_0': HIDDEN, kept: 'yes' },
    });
  }
});

test('hidden in an annotation of an event without bodies', () => {
  const { annotations } = redact(auditEvent({ annotations: { a: text, b: 'c' } }));
  expect(annotations).toEqual({ a: HIDDEN, b: 'c' });
});

test.each<[string, unknown]>([
  ['an event about one', { kind: 'Event', involvedObject: { kind: 'Secret', namespace: 'shop', name: 'db' } }],
  ['a gateway', { spec: { certificateRefs: [{ group: '', kind: 'Secret', name: 'tls' }] } }],
  ['another kind', { kind: 'SecretStore', spec: { provider: 'x' } }],
  ['a text about another kind', { a: 'kind: SecretStore\nkind: Secret-like\n' }],
  ...hostileBodies
    .filter(([name]) => name !== 'keys twice')
    .map(([name, body]) => [name, JSON.parse(body) as unknown] as [string, unknown]),
])('not hidden: %s', (_name, requestObject) => {
  const event = auditEvent({ requestObject });
  expect(redact(event)).toBe(event);
});

test.each<[string, unknown, string?]>([
  ['a list', { resource: ['secrets'] }],
  ['a list as text', { resource: '["secrets"]' }],
  ['an object', { resource: { name: 'secrets' } }],
  ['a number', { resource: 7 }],
  ['with its subresource', { resource: 'serviceaccounts/token' }],
  ['a list of subresources', { resource: 'serviceaccounts', subresource: ['token'] }],
  ['a list of references', [{ resource: 'secrets' }]],
  ['a text in place of the reference', 'secrets'],
  ['a text with more than the name', 'v1/secrets'],
  ['a number in place of the reference', 1],
  ['in capitals', { resource: 'Secrets' }],
  ['a token review', { resource: 'tokenreviews' }],
  ['only in the address', null, '/api/v1/namespaces/shop/secrets/db'],
  ['only in the address, with an empty reference', {}, '/api/v1/namespaces/shop/serviceaccounts/robot/token?x=y'],
])('hidden where the resource is written as %s', (_name, objectRef, requestURI = '/api/v1/things') => {
  const written = { ...auditEvent({ requestURI }), objectRef, requestObject: { data: { a: 'CANARY' } } };
  const event = typedEvent(written);
  expect(event).not.toBeNull();
  expect(redact(event ?? auditEvent()).requestObject).toBe(HIDDEN);
});

test.each<[string, unknown, string?]>([
  ['a text', 'pods'],
  ['null', null],
  ['nothing', undefined],
  ['a reference without a resource', {}],
  ['another resource', { resource: 'things.example.com', subresource: 'token' }, '/apis/x/v1/things/secrets'],
  ['an address that only begins alike', null, '/api/v1/secretstores'],
])('not hidden where the reference is %s', (_name, objectRef, requestURI = '/api/v1/things') => {
  const event = typedEvent({ ...auditEvent({ requestURI }), objectRef, requestObject: { data: { a: 'b' } } });
  expect(redact(event ?? auditEvent()).requestObject).toEqual({ data: { a: 'b' } });
});

test('hidden in an object whose kind is a list', () => {
  const event = auditEvent({ requestObject: { kind: ['Secret'], data: { a: 'CANARY' } } });
  expect(redact(event).requestObject).toBe(HIDDEN);
});
