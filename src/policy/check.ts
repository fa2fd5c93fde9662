// What would keep the API server from starting with a policy.
import type { PolicyDiagnostic } from './diagnostic.ts';
import { loadPolicy, type LoadOptions } from './load.ts';

/** Every error of a policy's text, in its order; empty for a policy that the API server takes. */
export function checkPolicy(text: string, options: LoadOptions = {}): readonly PolicyDiagnostic[] {
  return loadPolicy(text, options).diagnostics.filter(({ severity }) => severity === 'error');
}
