// Every check, in the order in which they are shown.
import type { Check } from './check.ts';
import { apiServerReady } from './checks/api-server-ready.ts';
import { logWritten } from './checks/log-written.ts';
import { manifest } from './checks/manifest.ts';
import { policyMounted } from './checks/policy-mounted.ts';
import { proof } from './checks/proof.ts';

export const checkTable: readonly Check[] = [policyMounted, manifest, apiServerReady, logWritten, proof];
