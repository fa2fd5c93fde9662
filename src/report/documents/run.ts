// The documents of any command: the steps while it runs, and the problem that ended it.
import { document, named, type DocumentKind } from './document.ts';
import { either, exactly, list, number, object, optional, text, type Fields, type TypeOf } from './shape.ts';

const EVENT = 'kind-audit.event/v1';
const time = text('when it was reported, in RFC 3339');

const event = <const Type extends string, const F extends Fields>(type: Type, fields: F) =>
  named(EVENT, { time, type: exactly(type), ...fields });

const step = { id: text('the step, within its plan'), title: text('the step in words') };
const ms = number('how long it took, in milliseconds');
const said = text('a remark on the outcome');

const happening = either(
  event('plan', { steps: list(object(step), 'what will be done, in order') }),
  event('step-started', step),
  event('step-progress', { id: step.id, text: text('what it is doing now') }),
  event('step-done', { ...step, ms, text: optional(said) }),
  event('step-skipped', { ...step, text: text('why it need not be done') }),
  event('step-failed', { ...step, ms, text: text('why it failed') }),
  event('undo-started', step),
  event('undo-done', step),
  event('undo-failed', { ...step, text: text('why it could not be undone') }),
  event('plan-ended', {}),
  event('in-effect', { ms: number('since the file was saved, in milliseconds, or a little less') }),
);

export const eventLine: DocumentKind<typeof EVENT, TypeOf<typeof happening>> = {
  name: EVENT,
  printedBy: 'commands that change something, before their answer',
  about:
    'a step that was planned, started, done, skipped, failed or undone; with policy watch also the moment from which a save is in effect',
  shape: happening,
};

export const problem = document(
  'kind-audit.problem/v1',
  'every command that fails; policy watch for each save that fails, and it goes on',
  'what went wrong, and what to do next',
  {
    time,
    code: text('the sort of problem, such as cluster-missing; bug is a bug in kind-audit'),
    text: text('one line: what went wrong'),
    hint: optional(text('the command to type next, or the thing to change')),
    details: optional(text('captured output, a place in a file, a difference; may have several lines')),
    exitCode: number('what the process ends with; policy watch goes on, where policy apply would end with this'),
  },
);
