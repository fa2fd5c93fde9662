// The library: what an audit policy does, without a cluster and without side effects.
export { loadPolicy, type LoadedPolicy, type LoadOptions, type Verdict } from './policy/load.ts';
export { decide, type Decision } from './policy/decide.ts';
export { diffPolicies, type Difference, type Direction, type PolicyDiff } from './policy/diff.ts';
export { explain, type Explanation, type Mismatch } from './policy/explain.ts';
export { replay, type ReplayOptions, type ReplayResult } from './policy/replay.ts';
export { requestFromUrl, type Caller } from './policy/request/from-url.ts';
export type { PolicyRequest } from './policy/request.ts';
export type { GroupResources, Level, Policy, PolicyRule, Stage } from './policy/policy.ts';
export type { Fix, PolicyDiagnostic } from './policy/diagnostic.ts';
export { lintPolicy, type LintOptions, type LintResult } from './policy/lint.ts';
export { fixPolicy, type Fixed } from './policy/fix.ts';
