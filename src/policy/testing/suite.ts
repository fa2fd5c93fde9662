// The format of policy tests: a YAML file of requests and of what is expected of each.
import { isLevel, isStage, levels, stages, type Level, type Stage } from '../model/policy.ts';
import type { PolicyRequest } from '../model/request.ts';
import { spellRequest } from '../model/spell.ts';
import { TextError } from '../text/text-error.ts';
import type { Tree } from '../text/tree.ts';
import { readYaml } from '../text/yaml/read-yaml.ts';
import { callerIn, requestIn, requestsOfKubectl } from './asked-request.ts';
import { fields, textOf, textsOf, type Fields } from './fields.ts';

/** What a case expects; everything that is named must hold. */
export interface Expectation {
  readonly level?: Level;
  readonly atLeast?: Level;
  readonly atMost?: Level;
  /** The number of a rule, from 1; the comment above it, or a part of that; null for no rule. */
  readonly rule?: number | string | null;
  /** Stages that are written. */
  readonly stages?: readonly Stage[];
}

export interface Case {
  readonly name: string;
  readonly request: PolicyRequest;
  readonly expect: Expectation;
  /** Where the case begins in the file. */
  readonly offset: number;
}

export interface Suite {
  /** A file next to the suite, or the name of a preset. */
  readonly policy: string;
  readonly kubernetesVersion?: string;
  readonly cases: readonly Case[];
}

/** Reads a suite. Throws a TextError for what it cannot read. */
export function readSuite(text: string): Suite {
  const root = fields(readYaml(text).tree, 'a test file', ['policy', 'kubernetesVersion', 'cases']);
  const policy = root['policy'];
  const cases = root['cases'];
  if (policy === undefined)
    throw new TextError('policy is missing', { start: 0, end: 1 }, 'write policy: audit-policy.yaml');
  if (cases?.kind !== 'array') throw new TextError('cases is missing', { start: 0, end: 1 }, 'write a list of cases');
  const version = root['kubernetesVersion'];
  return {
    policy: textOf(policy),
    ...(version === undefined ? {} : { kubernetesVersion: textOf(version) }),
    cases: cases.items.flatMap(readCase),
  };
}

/** The case, or one for each request of a kubectl command that sends several. */
function readCase(tree: Tree, index: number): readonly Case[] {
  const known = ['name', 'request', 'kubectl', 'user', 'groups', 'expect'] as const;
  const given = fields(tree, 'a case', known);
  const expected = given['expect'];
  if (expected === undefined)
    throw new TextError('the case expects nothing', tree, 'write for instance expect: Metadata');
  const requests = readRequests(given, tree);
  const name = given['name'] === undefined ? `case ${index + 1}` : textOf(given['name']);
  const expect = readExpectation(expected);
  return requests.map((found) => ({
    name: requests.length === 1 ? name : `${name}: ${spellRequest(found)}`,
    request: found,
    expect,
    offset: tree.start,
  }));
}

function readRequests(given: Fields, tree: Tree): readonly PolicyRequest[] {
  const caller = callerIn(given);
  if (given['kubectl'] !== undefined) return requestsOfKubectl(given['kubectl'], caller);
  const asked = given['request'];
  if (asked === undefined) throw new TextError('the case has no request', tree, 'write request: GET /api/v1/pods');
  return [requestIn(asked, caller)];
}

function readExpectation(tree: Tree): Expectation {
  if (tree.kind !== 'object') return { level: levelOf(tree) };
  const entries = Object.entries(fields(tree, 'expect', ['level', 'atLeast', 'atMost', 'rule', 'stages']));
  return Object.fromEntries(
    entries.map(([name, value]) => {
      if (name === 'stages') return [name, textsOf(value).map((stage) => stageOf(stage, value))];
      return [name, name === 'rule' ? ruleOf(value) : levelOf(value)];
    }),
  );
}

function ruleOf(tree: Tree): number | string | null {
  if (tree.kind === 'null') return null;
  return tree.kind === 'number' ? Number(tree.literal) : textOf(tree);
}

function levelOf(tree: Tree): Level {
  const text = textOf(tree);
  const level = text.toLowerCase() === 'none' ? 'None' : text;
  if (isLevel(level)) return level;
  throw new TextError(`"${text}" is not a level`, tree, `write one of ${levels.join(', ')}`);
}

function stageOf(text: string, tree: Tree): Stage {
  if (isStage(text)) return text;
  throw new TextError(`"${text}" is not a stage`, tree, `write one of ${stages.join(', ')}`);
}
