// Did the API server ignore keys of the policy?
import { onEveryControlPlane, type Check } from '../check.ts';

export const ignoredKeys: Check = {
  id: 'ignored-keys',
  title: 'No ignored keys in the policy',
  about:
    'a misspelled or duplicate key does not stop the API server: it falls back to "lenient decoding" and ignores the key',
  needs: ['kubeadm-finished'],
  timeoutMs: 10_000,
  look: (target) =>
    onEveryControlPlane(target, async (node) => {
      const { lenient, server } = await target.inspect(node);
      if (server === null) return { status: 'skip', evidence: 'no API server runs' };
      if (lenient === null) return { status: 'ok', evidence: 'the API server reported none' };
      const words = lenient.replaceAll('\\', '');
      // Source: sigs.k8s.io/json's strict errors, and sigs.k8s.io/yaml's.
      const keys = words.match(/unknown field "[^"]+"|duplicate field "[^"]+"|key "[^"]+" already set in map/g) ?? [];
      return {
        status: 'warn',
        evidence: `the API server ignored a part of the policy: ${keys.length === 0 ? words.replace(/^.*?\] /, '') : [...new Set(keys)].join(', ')}`,
        fix: 'correct the key in the policy: keys are case-sensitive and appear once',
      };
    }),
};
