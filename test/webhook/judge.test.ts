// What is said of a backend that a node has asked.
import { expect, test } from 'vitest';
import type { CertificateFacts } from '../../src/core/ports.ts';
import { judgeAnswer, type AskedBackend, type WebhookAnswer } from '../../src/webhook/preflight/judge.ts';

const NOW = Date.UTC(2026, 10, 27, 12);

const backend: AskedBackend = {
  name: 'siem',
  url: 'https://siem.example/audit',
  serverName: null,
  hasCa: false,
  hasCert: false,
};

const certificate: CertificateFacts = {
  kind: 'EC P-256',
  subject: 'CN=siem',
  issuer: 'CN=Example CA',
  names: ['siem.example'],
  from: NOW - 1000,
  to: NOW + 1000,
  isForClients: false,
  isForServers: true,
  isAuthority: false,
  isFor: (name) => name === 'siem.example',
};

const good: WebhookAnswer = { exit: 0, status: 200, redirect: '', words: '', now: NOW, certificate };

function words(answer: Partial<WebhookAnswer>, more: Partial<AskedBackend> = {}): string | null {
  return judgeAnswer({ ...backend, ...more }, 'dev-control-plane', { ...good, ...answer });
}

test('an answer of success is right, with a certificate and without', () => {
  expect([
    words({}),
    words({ status: 204 }),
    words({ certificate: null }, { url: 'http://siem.example/audit' }),
  ]).toEqual([null, null, null]);
});

test.each<[Partial<WebhookAnswer>, string, Partial<AskedBackend>?]>([
  [{ exit: 6, status: 0, certificate: null }, 'the name does not resolve in node dev-control-plane'],
  [
    { exit: 6, status: 0, certificate: null },
    'the name does not resolve in node dev-control-plane; API servers do not ask the DNS of the cluster: use the address of the service',
    { url: 'https://siem.audit.svc/' },
  ],
  [
    { exit: 7, status: 0, words: 'Failed to connect: No route to host', certificate: null },
    'there is no route to siem.example from node dev-control-plane',
  ],
  [
    { exit: 7, status: 0, words: 'Connection refused', certificate: null },
    'nothing listens at siem.example:8443, asked from node dev-control-plane',
    { url: 'https://siem.example:8443/' },
  ],
  [
    { exit: 7, status: 0, words: 'Connection refused', certificate: null },
    'nothing listens at 127.0.0.1:8443, asked from node dev-control-plane; this address means the node itself, not this machine',
    { url: 'https://127.0.0.1:8443/' },
  ],
  [{ exit: 28, status: 0 }, 'does not answer within 10 s, asked from node dev-control-plane'],
  [
    { exit: 60, status: 0, certificate: { ...certificate, names: ['lake.example'], isFor: () => false } },
    'certificate is for lake.example, not siem.example',
  ],
  [
    { certificate: { ...certificate, names: ['a', 'b', 'c', 'd'], isFor: () => false } },
    'certificate is for a, b, c and 1 more, not lake.example',
    { serverName: 'lake.example' },
  ],
  [
    { certificate: { ...certificate, names: [], isFor: () => false } },
    'certificate is for no name but its subject CN=siem, which API servers do not read, not siem.example',
  ],
  [
    { exit: 60, certificate: { ...certificate, to: Date.UTC(2026, 10, 24) } },
    'certificate expired 3 days ago (2026-11-24), by the clock of node dev-control-plane',
  ],
  [
    { exit: 60, certificate: { ...certificate, from: Date.UTC(2026, 11, 1, 12) } },
    'certificate not valid yet: begins in 4 days (2026-12-01), by the clock of node dev-control-plane',
  ],
  [
    { certificate: { ...certificate, isForServers: false } },
    'certificate is not for servers (serverAuth is not among its purposes)',
  ],
  [
    { exit: 60, status: 0 },
    'certificate is of no authority that node dev-control-plane trusts (issued by CN=Example CA); name one: tls.ca',
  ],
  [
    { exit: 60, status: 0 },
    'certificate is of no authority in the file of tls.ca (issued by CN=Example CA)',
    { hasCa: true },
  ],
  [
    { exit: 35, status: 0, certificate: null, words: 'error:0A00010B:SSL routines::wrong version number' },
    'speaks http, and its url says https',
  ],
  [
    { exit: 56, status: 0, words: 'SSL routines::tlsv13 alert certificate required, errno 0' },
    'asks for a client certificate, none is set',
  ],
  [
    { exit: 56, status: 0, words: 'SSL routines::tlsv1 alert unknown ca, errno 0' },
    'refuses the client certificate (unknown ca)',
    { hasCert: true },
  ],
  [
    { exit: 52, status: 0, certificate: null },
    'closes the connection without an answer; does it speak https?',
    { url: 'http://127.0.0.1/' },
  ],
  [
    { exit: 58, status: 0, words: 'problem with the local certificate' },
    'cannot be asked: problem with the local certificate',
  ],
  [{ exit: 99, status: 0 }, 'cannot be asked: curl ends with 99'],
  [
    { status: 301, redirect: 'https://siem.example/audit/?timeout=30s' },
    'answers 301 to https://siem.example/audit/; the API server would follow it without the events and count no error',
  ],
  [{ status: 207 }, 'answers 207, which API servers count as an error'],
  [{ status: 400 }, 'answers 400: it does not accept an EventList'],
  [{ status: 401 }, 'answers 401: it wants to know who sends: set cert and key'],
  [{ status: 403 }, 'answers 403: it refuses this sender'],
  [{ status: 404 }, 'answers 404: there is nothing at /audit'],
  [{ status: 405 }, 'answers 405: it does not accept POST at /audit'],
  [{ status: 413 }, 'answers 413: even an empty list is too large for it'],
  [{ status: 415 }, 'answers 415: it does not accept application/json'],
  [{ status: 500 }, 'answers 500, which API servers count as an error'],
])('%j: %s', (answer, expected, more = {}) => {
  expect(words(answer, more)).toBe(`siem: ${expected}`);
});
