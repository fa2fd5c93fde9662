// A policy without kind.
import { entryOf } from '../../text/tree.ts';
import type { LintRule } from '../rule.ts';

export const missingKind: LintRule = {
  id: 'missing-kind',
  severity: 'warning',
  title: 'kind is missing, which other tools than the API server refuse',
  why: 'kube-apiserver accepts a policy without kind. kubectl, Gardener and most editors do not.',
  check({ tree, text }) {
    const kind = entryOf(tree, 'kind');
    if (kind !== undefined && kind.value.kind !== 'null') return [];
    const version = entryOf(tree, 'apiVersion');
    const end = version === undefined ? -1 : text.indexOf('\n', version.value.end);
    const isBlock = text[tree.start] !== '{' && kind === undefined && end >= 0;
    return [
      {
        at: ['apiVersion'],
        message: 'kind is missing: the API server starts, but other tools refuse the file',
        help: 'write kind: Policy',
        fix: isBlock ? { start: end, end, text: '\nkind: Policy' } : undefined,
      },
    ];
  },
};
