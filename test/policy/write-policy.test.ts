// Every policy that `policy new` can write: lints clean, and does what was wished.
import { expect, test } from 'vitest';
import { decide, lintPolicy, loadPolicy, requestFromUrl } from '../../src/index.ts';
import { writePolicy, type Wishes } from '../../src/policy/authoring/write-policy.ts';

const names = ['bodies', 'reads', 'secrets', 'sessions', 'logins', 'noise'] as const;
const all = Array.from({ length: 64 }, (_, bits) =>
  Object.fromEntries(names.map((name, place) => [name, (bits & (1 << place)) !== 0])),
) as unknown as readonly Wishes[];

const jane = { user: 'jane', groups: ['system:authenticated'] };

test.each(all.map((wishes) => [names.filter((name) => wishes[name]).join(' ') || 'nothing', wishes] as const))(
  '%s',
  (_name, wishes) => {
    const text = writePolicy(wishes);
    expect(lintPolicy(text, { kubernetesVersions: ['1.30', '1.36'] })).toMatchObject({
      server: 'accepts',
      diagnostics: [],
    });
    const { policy } = loadPolicy(text);
    const level = (method: string, url: string, caller: Parameters<typeof requestFromUrl>[2] = jane) => {
      const request = requestFromUrl(method, url, caller);
      return policy === undefined || request === null ? undefined : decide(policy, request).level;
    };
    const when = (wish: boolean, yes: string) => (wish ? yes : 'None');
    expect(level('POST', '/api/v1/namespaces/x/pods')).toBe(wishes.bodies ? 'Request' : 'Metadata');
    expect(level('GET', '/api/v1/namespaces/x/pods')).toBe(when(wishes.reads, 'Metadata'));
    expect(level('PUT', '/api/v1/namespaces/x/secrets/s')).toBe(when(wishes.secrets, 'Metadata'));
    expect(level('GET', '/api/v1/namespaces/x/pods/p/exec')).toBe(when(wishes.sessions, 'Metadata'));
    expect(level('GET', '/api/v1/namespaces/x/pods', { user: null })).toBe(when(wishes.logins, 'Metadata'));
    expect(level('PUT', '/apis/coordination.k8s.io/v1/namespaces/x/leases/l')).toBe(when(wishes.noise, 'Metadata'));
  },
);
