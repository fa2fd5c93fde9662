// The library: what an audit policy does, without a cluster and without side effects.
export {
  loadPolicy,
  type LoadedPolicy,
  type LoadOptions,
  type PolicySource,
  type Verdict,
} from './policy/load/load.ts';
export { decide } from './policy/decide/decide.ts';
export { diffPolicies, type Difference, type Direction, type PolicyDiff } from './policy/diff/diff.ts';
export { explain, type Explanation, type Mismatch } from './policy/decide/explain.ts';
export { replay, type ReplayOptions, type ReplayResult } from './policy/replay/replay.ts';
export { requestFromUrl, type Caller } from './policy/request/from-url.ts';
export type { PolicyRequest } from './policy/model/request.ts';
export type { GroupResources, Level, Policy, PolicyRule, Stage } from './policy/model/policy.ts';
export type { Fix, PolicyDiagnostic } from './policy/model/diagnostic.ts';
export { lintPolicy, type LintOptions, type LintResult } from './policy/lint/lint.ts';
export { fixPolicy, type Fixed } from './policy/lint/fix.ts';
export type { Document, DocumentName, DocumentOf } from './report/documents/table.ts';
export type { Decision } from './policy/model/decision.ts';
