// What the API server checks of a policy that it could decode.
// Source: k8s.io/apiserver pkg/apis/audit/validation/validation.go.
import { gather } from '../../core/gather.ts';
import { nearest } from '../../core/nearest.ts';
import { isLevel, isStage, levels, stages, type GroupResources, type PolicyRule } from '../model/policy.ts';
import { spellPath, type Path } from '../text/tree.ts';

/** A policy as it was decoded: of the right types, and no more. */
export interface DecodedPolicy {
  readonly rules: readonly DecodedRule[];
  readonly omitStages: readonly string[];
  readonly omitManagedFields: boolean;
}

/** A rule whose level and stages may be unknown words. */
type DecodedRule = Omit<PolicyRule, 'level' | 'omitStages'> & {
  readonly level: string;
  readonly omitStages: readonly string[];
};

/** One thing that Kubernetes refuses. */
export interface Refusal {
  readonly id: 'level' | 'stage' | 'non-resource-url' | 'group' | 'resource-names' | 'mixed-rule';
  /** Where, to the index. */
  readonly at: Path;
  /** The path in Kubernetes' own message, which leaves the index of `resources` out. */
  readonly path: string;
  readonly message: string;
  readonly help?: string;
  /** The text to write instead, where there is no doubt. */
  readonly instead?: string;
}

/** The first minor version of Kubernetes 1 that accepts group "*" (pull request 135262). */
export const GROUP_WILDCARD_MINOR = 36;

/** Every refusal, in Kubernetes' order. */
export function validatePolicy(policy: DecodedPolicy, minor: number): readonly Refusal[] {
  return [
    ...stageRefusals(policy.omitStages, null),
    ...gather(policy.rules, (rule, index) => ruleRefusals(rule, index, minor)),
  ];
}

function ruleRefusals(rule: DecodedRule, index: number, minor: number): readonly Refusal[] {
  const parts = [
    levelRefusals(rule.level, index),
    gather(rule.nonResourceURLs, (url, place) => urlRefusals(url, index, place)),
    gather(rule.resources, (entry, place) => groupRefusals(entry, index, place, minor)),
    stageRefusals(rule.omitStages, index),
    mixedRefusals(rule, index),
  ];
  return gather(parts, (part) => part);
}

function levelRefusals(level: string, index: number): readonly Refusal[] {
  if (isLevel(level)) return [];
  const known = `one of ${levels.join(', ')}`;
  const place = placed(['rules', index, 'level']);
  if (level === '') return [{ id: 'level', ...place, message: 'the rule has no level', help: `write level: ${known}` }];
  return [{ id: 'level', ...place, message: `"${level}" is not a level`, ...meant(level, levels, known) }];
}

/** `rule`: its index; null for the stages that the whole policy omits. */
function stageRefusals(given: readonly string[], rule: number | null): readonly Refusal[] {
  return gather(given, (stage, index): readonly Refusal[] => {
    if (isStage(stage)) return [];
    const place = placed([...(rule === null ? [] : ['rules', rule]), 'omitStages', index]);
    const message = stage === '' ? 'an empty stage' : `"${stage}" is not a stage`;
    return [{ id: 'stage', ...place, message, ...meant(stage, stages, `one of ${stages.join(', ')}`) }];
  });
}

function urlRefusals(url: string, rule: number, index: number): readonly Refusal[] {
  if (url === '*') return [];
  const refusals: Refusal[] = [];
  const id = 'non-resource-url';
  const place = placed(['rules', rule, 'nonResourceURLs', index]);
  if (!url.startsWith('/')) {
    const full = /^https?:\/\/[^/]+(\/.*)$/.exec(url)?.[1];
    const instead = full ?? (url === '' ? undefined : `/${url}`);
    const help = instead === undefined ? 'write a path, or "*" for every path' : `write ${instead}`;
    refusals.push({ id, ...place, message: `"${url}" does not begin with "/"`, help });
  }
  if (url.slice(0, -1).includes('*')) {
    const help = 'a "*" is allowed at the end only, and then also covers "/"';
    refusals.push({ id, ...place, message: `"${url}" has a "*" before its end`, help });
  }
  return refusals;
}

function groupRefusals(entry: GroupResources, rule: number, index: number, minor: number): readonly Refusal[] {
  const { group, resources, resourceNames } = entry;
  const refusals: Refusal[] = [];
  const place = (field: string): Pick<Refusal, 'at' | 'path'> => ({
    at: ['rules', rule, 'resources', index, field],
    path: `rules[${rule}].resources.${field}`,
  });
  if (group === '*' && minor < GROUP_WILDCARD_MINOR) {
    refusals.push({
      id: 'group',
      ...place('group'),
      message: `group "*" is understood from Kubernetes 1.${GROUP_WILDCARD_MINOR} on`,
      help: 'name the groups, or leave resources out for every resource',
    });
  } else if (group !== '' && group !== '*' && !isSubdomain(group)) {
    const instead = groupInstead(group);
    refusals.push({
      id: 'group',
      ...place('group'),
      message: `"${group}" is not the name of an API group`,
      help:
        instead === undefined
          ? 'write for instance apps, or "" for the core group'
          : `write ${instead === '' ? '""' : instead}`,
      ...(instead === undefined ? {} : { instead }),
    });
  }
  if (resourceNames.length > 0 && resources.length === 0) {
    refusals.push({
      id: 'resource-names',
      ...place('resourceNames'),
      message: 'resourceNames requires resources',
      help: 'name the resources that the names belong to',
    });
  }
  return refusals;
}

function mixedRefusals({ nonResourceURLs, resources, namespaces }: DecodedRule, index: number): readonly Refusal[] {
  if (nonResourceURLs.length === 0 || (resources.length === 0 && namespaces.length === 0)) return [];
  return [
    {
      id: 'mixed-rule',
      ...placed(['rules', index, 'nonResourceURLs']),
      message: `a rule cannot have both nonResourceURLs and ${resources.length > 0 ? 'resources' : 'namespaces'}`,
      help: 'write two rules of the same level',
    },
  ];
}

function placed(at: Path): Pick<Refusal, 'at' | 'path'> {
  return { at, path: spellPath(at) };
}

/** "apps/v1" means apps, "Apps" means apps, "/v1" the core group. */
function groupInstead(group: string): string | undefined {
  const bare = group.replace(/\/v\d+((alpha|beta)\d+)?$/, '').toLowerCase();
  return bare === '' || isSubdomain(bare) ? bare : undefined;
}

/** A DNS-1123 subdomain. Source: k8s.io/apimachinery pkg/util/validation/validation.go. */
function isSubdomain(text: string): boolean {
  return text.length <= 253 && /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/.test(text);
}

function meant(word: string, words: readonly string[], known: string): { help: string; instead?: string } {
  const instead = word === '' ? null : nearest(word, words);
  return instead === null ? { help: `write ${known}` } : { help: `did you mean ${instead}?`, instead };
}
