// Which policy may be used: the one that a settings file enforces, and no other.
import { sameContent, type Content } from '../core/content.ts';
import { Problem } from '../core/problem.ts';
import { placeText, type Placed } from './place.ts';

/** A policy's name in settings, in words: "preset gce", or the path. */
export function policyInWords(reference: string): string {
  return reference.startsWith('/') ? reference : `preset ${reference}`;
}

/** A policy that was asked for: the content of its file, and what it is called. */
export interface WantedPolicy {
  readonly content: Content;
  readonly source: string;
}

/**
 * The Problem `enforced` where a policy is another than the one that is enforced, whose content is `content`; null where both
 * are the same, whatever their names.
 */
export function enforcedPolicy(
  enforced: Placed<string>,
  content: Content,
  { content: wanted, source }: WantedPolicy,
): Problem | null {
  if (sameContent(content, wanted)) return null;
  const must = policyInWords(enforced.value);
  return new Problem(
    'enforced',
    `${placeText(enforced.place)} enforces the policy ${must}, so ${source} cannot be used`,
    {
      hint: `name no policy, and ${must} is used; or change ${enforced.place.file}`,
    },
  );
}
