// Every lint rule, sorted by its id.
import { broadBodies } from './rules/broad-bodies.ts';
import { coreGroup } from './rules/core-group.ts';
import { doubleWildcard } from './rules/double-wildcard.ts';
import { emptyName } from './rules/empty-name.ts';
import { goneGroup } from './rules/gone-group.ts';
import { groupWildcard } from './rules/group-wildcard.ts';
import { hiddenLogins } from './rules/hidden-logins.ts';
import { listInString } from './rules/list-in-string.ts';
import { literalWildcard } from './rules/literal-wildcard.ts';
import { missingKind } from './rules/missing-kind.ts';
import { nameUnknown } from './rules/name-unknown.ts';
import { namespaceObjects } from './rules/namespace-objects.ts';
import { noCatchAll } from './rules/no-catch-all.ts';
import { noNamespace } from './rules/no-namespace.ts';
import { noStages } from './rules/no-stages.ts';
import { resourcePath } from './rules/resource-path.ts';
import { secondDocument } from './rules/second-document.ts';
import { sensitiveBodies } from './rules/sensitive-bodies.ts';
import { sessionVerbs } from './rules/session-verbs.ts';
import { subresourceWildcard } from './rules/subresource-wildcard.ts';
import { unknownResource } from './rules/unknown-resource.ts';
import { unknownVerb } from './rules/unknown-verb.ts';
import { unreachableRule } from './rules/unreachable-rule.ts';
import { userOrGroup } from './rules/user-or-group.ts';
import type { LintRule } from './rule.ts';

export const lintRules: readonly LintRule[] = [
  broadBodies,
  coreGroup,
  doubleWildcard,
  emptyName,
  goneGroup,
  groupWildcard,
  hiddenLogins,
  listInString,
  literalWildcard,
  missingKind,
  nameUnknown,
  namespaceObjects,
  noCatchAll,
  noNamespace,
  noStages,
  resourcePath,
  secondDocument,
  sensitiveBodies,
  sessionVerbs,
  subresourceWildcard,
  unknownResource,
  unknownVerb,
  unreachableRule,
  userOrGroup,
];
