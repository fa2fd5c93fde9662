// A policy without kind.
import { meantField } from '../../load/rename.ts';
import { policyShape } from '../../load/shape.ts';
import { lineEndOf } from '../../text/line-end.ts';
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
    // After the line of apiVersion; a value after a tag, an anchor or on the next line is left alone.
    const isPlain = version !== undefined && /^[ \t]*:[ \t]*$/.test(text.slice(version.end, version.value.start));
    const end = isPlain ? text.indexOf('\n', version.value.end) : -1;
    const atMargin = version !== undefined && (version.start === 0 || text[version.start - 1] === '\n');
    const fields = [...policyShape.fields.keys()];
    const isMisspelt = tree.kind === 'object' && tree.entries.some(({ key }) => meantField(key, fields) === 'kind');
    const isBlock = !isMisspelt && text[tree.start] !== '{' && kind === undefined && atMargin && end >= 0;
    return [
      {
        at: ['apiVersion'],
        message: 'kind is missing: the API server starts, but other tools refuse the file',
        help: 'write kind: Policy',
        fix: isBlock ? { start: end + 1, end: end + 1, text: `kind: Policy${lineEndOf(text)}` } : undefined,
      },
    ];
  },
};
