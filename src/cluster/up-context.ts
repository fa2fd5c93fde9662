// What the steps of `up` share.
import type { CheckResult, Evidence } from '../core/finding.ts';
import type { World } from '../core/ports.ts';
import type { ClusterSettings } from '../kind/kind-config.ts';
import type { MachineFacts } from './look.ts';
import type { Before } from './plan-up.ts';
import type { FileWrite } from './project-files.ts';
import type { Settings } from './settings.ts';

/** A run of all checks, and whether kind was still working when it began. */
export interface CheckRun {
  readonly early: boolean;
  readonly results: Promise<readonly CheckResult[]>;
}

export interface UpContext {
  readonly world: World;
  readonly settings: Settings;
  readonly facts: MachineFacts;
  readonly cluster: ClusterSettings;
  readonly writes: readonly FileWrite[];
  /** What there was of the cluster. */
  readonly before: Before;
  readonly options: UpOptions;
  /** The run of the checks, once it has begun. */
  checkRun: CheckRun | null;
  /** Filled by the last step: what was requested and where it was found. */
  evidence: readonly Evidence[];
}

export interface UpOptions {
  /** Leave the check of the policy to the API server. */
  readonly skipPolicyCheck: boolean;
  /** Milliseconds for the nodes to become Ready; null waits for the API servers only. */
  readonly waitMs: number | null;
}
