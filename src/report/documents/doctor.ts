// The documents of `doctor`: an examination, and the list of the checks.
import { evidence } from './cluster.ts';
import { document } from './document.ts';
import { boolean, list, nullable, number, object, oneOf, text } from './shape.ts';

const check = { id: text('stable; for --check'), title: text() };

export const doctor = document('kind-audit.doctor/v2', 'doctor', 'every check with what it saw and what to do', {
  ok: boolean('no check failed'),
  checks: list(
    object({
      ...check,
      status: oneOf(['ok', 'warn', 'fail', 'skip']),
      evidence,
      fix: nullable(text(), 'the command to type, or the change to make; null where there is nothing to do'),
      ms: number('how long it took, in milliseconds'),
    }),
    'in the order of the list',
  ),
  repairs: list(
    object({
      kind: text('what it does, in one word'),
      node: nullable(text(), 'null for a repair of the whole cluster'),
      title: text(),
      state: oneOf(['made', 'undone', 'failed', 'not-tried'], 'failed: something of it may stay, see left'),
      problem: nullable(text(), 'what went wrong; null where it was made'),
      left: list(text(), 'what could not be undone'),
    }),
    'what --fix did, in its order; empty without it',
  ),
});

export const checks = document('kind-audit.checks/v1', 'doctor --list', 'all checks', {
  checks: list(object({ ...check, about: text('what it looks at') })),
});
