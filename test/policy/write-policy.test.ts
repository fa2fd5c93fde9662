// Every policy that `policy new` can write: lints clean, and does what the answers ask for.
import { expect, test } from 'vitest';
import { decide, lintPolicy, loadPolicy, requestFromUrl } from '../../src/index.ts';
import { writePolicy, type PolicyAnswers } from '../../src/policy/authoring/write-policy.ts';

const names = ['bodies', 'reads', 'secrets', 'sessions', 'logins', 'noise'] as const;
const all = Array.from({ length: 64 }, (_, bits) =>
  Object.fromEntries(names.map((name, place) => [name, (bits & (1 << place)) !== 0])),
) as unknown as readonly PolicyAnswers[];

const jane = { user: 'jane', groups: ['system:authenticated'] };

test.each(all.map((answers) => [names.filter((name) => answers[name]).join(' ') || 'nothing', answers] as const))(
  '%s',
  (_name, answers) => {
    const text = writePolicy(answers);
    expect(lintPolicy(text, { kubernetesVersions: ['1.30', '1.36'] })).toMatchObject({
      server: 'accepts',
      diagnostics: [],
    });
    const { policy } = loadPolicy(text);
    const level = (method: string, url: string, caller: Parameters<typeof requestFromUrl>[2] = jane) => {
      const request = requestFromUrl(method, url, caller);
      return policy === undefined || request === null ? undefined : decide(policy, request).level;
    };
    const when = (answer: boolean, yes: string) => (answer ? yes : 'None');
    expect(level('POST', '/api/v1/namespaces/x/pods')).toBe(answers.bodies ? 'Request' : 'Metadata');
    expect(level('GET', '/api/v1/namespaces/x/pods')).toBe(when(answers.reads, 'Metadata'));
    expect(level('PUT', '/api/v1/namespaces/x/secrets/s')).toBe(when(answers.secrets, 'Metadata'));
    expect(level('GET', '/api/v1/namespaces/x/pods/p/exec')).toBe(when(answers.sessions, 'Metadata'));
    expect(level('GET', '/api/v1/namespaces/x/pods', { user: null })).toBe(when(answers.logins, 'Metadata'));
    expect(level('PUT', '/apis/coordination.k8s.io/v1/namespaces/x/leases/l')).toBe(when(answers.noise, 'Metadata'));
  },
);
