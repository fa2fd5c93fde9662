// An audit policy as a value. Source: k8s.io/apiserver pkg/apis/audit/types.go.
import { auditLevels, auditStages } from '../../events/audit-event.ts';

/** How much of a request is written, from nothing to everything. */
export const levels = auditLevels;
export type Level = (typeof levels)[number];

/** The moments of a request at which an event can be written. */
export const stages = auditStages;
export type Stage = (typeof stages)[number];

/** Resources of one API group; no resources means all of them and their subresources. */
export interface GroupResources {
  /** "" is the core group; "*" every group, from Kubernetes 1.36 on. */
  readonly group: string;
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
}

/** One rule; an empty list means no restriction. */
export interface PolicyRule {
  readonly level: Level;
  readonly users: readonly string[];
  readonly userGroups: readonly string[];
  readonly verbs: readonly string[];
  readonly resources: readonly GroupResources[];
  readonly namespaces: readonly string[];
  readonly nonResourceURLs: readonly string[];
  readonly omitStages: readonly Stage[];
  /** Null: as the policy says. */
  readonly omitManagedFields: boolean | null;
}

/** A policy that the API server accepts. Rules are read from the top; the first that matches decides. */
export interface Policy {
  readonly rules: readonly PolicyRule[];
  readonly omitStages: readonly Stage[];
  readonly omitManagedFields: boolean;
}

export function isLevel(text: string): text is Level {
  return (levels as readonly string[]).includes(text);
}

export function isStage(text: string): text is Stage {
  return (stages as readonly string[]).includes(text);
}

/** A level's rank: 0 for None to 3 for RequestResponse. */
export function rankOf(level: Level): number {
  return levels.indexOf(level);
}
