// Whether auditing may be switched off.
import { Problem } from '../core/problem.ts';
import { placeText } from './place.ts';
import type { SettingsInEffect } from './settings.ts';

/**
 * Null where auditing may be disabled, else the Problem `enforced`. A policy or a level that is enforced forbids it too: without
 * auditing neither would be.
 */
export function mayDisable({ enforced }: Pick<SettingsInEffect, 'enforced'>): Problem | null {
  const { auditing, policy, minimum } = enforced;
  const reasons = [
    ...(auditing === null ? [] : [{ place: auditing, says: 'enforces auditing' }]),
    ...(policy === null ? [] : [{ place: policy.place, says: 'enforces an audit policy' }]),
    ...minimum.map(({ place, words }) => ({ place, says: `enforces that "${words}" is logged` })),
  ];
  const [first] = reasons;
  if (first === undefined) return null;
  return new Problem('enforced', `auditing cannot be disabled: ${placeText(first.place)} ${first.says}`, {
    hint: `only a change of ${first.place.file} allows it`,
  });
}
