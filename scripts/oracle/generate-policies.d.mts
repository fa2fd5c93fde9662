import type { PolicyRequest } from '../../src/policy/model/request.ts';
import type { Random } from './random.mjs';

export function policyValue(random: Random): Record<string, unknown>;
export function requestValue(random: Random): PolicyRequest;
export function writePolicy(value: Record<string, unknown>, random: Random): string;
