// Every check, in the order in which they are shown.
import type { Check } from './check.ts';
import { apiServerReady } from './checks/api-server-ready.ts';
import { auditErrors } from './checks/audit-errors.ts';
import { certificates } from './checks/certificates.ts';
import { cgroup } from './checks/cgroup.ts';
import { changeEnded } from './checks/change-ended.ts';
import { clockSkew } from './checks/clock-skew.ts';
import { components } from './checks/components.ts';
import { containerSeesPolicy } from './checks/container-sees-policy.ts';
import { disk } from './checks/disk.ts';
import { engine } from './checks/engine.ts';
import { hostPathTypes } from './checks/host-path-types.ts';
import { ignoredKeys } from './checks/ignored-keys.ts';
import { inotify } from './checks/inotify.ts';
import { kubeadmFinished } from './checks/kubeadm-finished.ts';
import { kubeadmConfig } from './checks/kubeadm-config.ts';
import { logAgrees } from './checks/log-agrees.ts';
import { logFolder } from './checks/log-folder.ts';
import { logRetention } from './checks/log-retention.ts';
import { logWritten } from './checks/log-written.ts';
import { manifest } from './checks/manifest.ts';
import { nodeRunning } from './checks/node-running.ts';
import { nodeServices } from './checks/node-services.ts';
import { policyCopies } from './checks/policy-copies.ts';
import { policyMounted } from './checks/policy-mounted.ts';
import { policyRunning } from './checks/policy-running.ts';
import { policyValid } from './checks/policy-valid.ts';
import { proof } from './checks/proof.ts';
import { staleMount } from './checks/stale-mount.ts';
import { strayManifests } from './checks/stray-manifests.ts';
import { versions } from './checks/versions.ts';
import { webhook } from './checks/webhook.ts';

export const checkTable: readonly Check[] = [
  engine,
  nodeRunning,
  kubeadmFinished,
  changeEnded,
  nodeServices,
  versions,
  cgroup,
  inotify,
  disk,
  clockSkew,
  policyMounted,
  policyValid,
  policyCopies,
  staleMount,
  manifest,
  hostPathTypes,
  strayManifests,
  components,
  certificates,
  kubeadmConfig,
  apiServerReady,
  containerSeesPolicy,
  policyRunning,
  ignoredKeys,
  logFolder,
  logWritten,
  logAgrees,
  logRetention,
  auditErrors,
  webhook,
  proof,
];

/** What `up` looks at when it has made a cluster. */
export const quickChecks: readonly Check[] = checkTable.filter(({ quick }) => quick === true);
