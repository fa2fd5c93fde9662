// The documents of `logs` that are not audit events: counts and sums, and lines that are left out.
import { document } from './document.ts';
import { boolean, list, nullable, number, object, text } from './shape.ts';

const leftOutRow = {
  file: text('its path, or what else it is called in messages'),
  reason: text('a word for why they are left out'),
  lines: number('how many lines'),
  first: nullable(
    number('of the first such line: from 1 on, or from -1 on before the end of the file'),
    'null where it is not known',
  ),
  about: nullable(text('the event in the first such line'), 'null where there is none, or it is not known'),
};

/** The lines that are left out of an answer. */
export const leftOutRows = list(object(leftOutRow), 'lines that are left out, by file and reason');

const events = number('how many events');

export const logsTop = document(
  'kind-audit.logs-top/v1',
  'logs --top',
  'a value of a field and how many events have it; a line for each value',
  {
    field: text('the field that was counted by'),
    value: text(),
    events,
  },
);

export const logsLeftOut = document(
  'kind-audit.logs-left-out/v1',
  'logs --top',
  'lines of a file that are left out for one reason; before the values, a line for each file and reason',
  leftOutRow,
);

export const logsStats = document('kind-audit.logs-stats/v1', 'logs --stats', 'totals of the events of a log', {
  events,
  bytes: number(),
  failed: number('events with a code from 400 on, or a panic'),
  timeless: number('events without a time'),
  from: nullable(number('milliseconds since 1970'), 'null where there is no event with a time'),
  to: nullable(number('milliseconds since 1970'), 'null where there is no event with a time'),
  levels: list(object({ level: text(), events })),
  slowest: list(
    object({
      ms: number('how long the request took, in milliseconds'),
      text: text('the request in words'),
      time: number('when it ended, in milliseconds since 1970'),
      bytes: number('of its event'),
      level: text(),
      failed: boolean(),
    }),
    'the slowest first; long ones by nature, such as watches, are left out',
  ),
  leftOut: leftOutRows,
});
