// Text after the first YAML document.
import type { LintRule } from '../rule.ts';

export const secondDocument: LintRule = {
  id: 'second-document',
  severity: 'warning',
  title: 'a second YAML document, which the API server does not read',
  why: 'The API server reads the first document of the file and nothing after it; rules in a second one have no effect.',
  check: ({ unread }) =>
    unread === null
      ? []
      : [
          {
            at: [],
            offset: unread,
            message: 'the API server reads nothing after this point: only the first document counts',
            help: 'put everything into one document',
          },
        ],
};
