// The document of `policy replay`.
import { document } from './document.ts';
import { leftOutRows } from './logs.ts';
import { list, nullable, number, object, text } from './shape.ts';

const sum = {
  events: number('that the log holds, or that the baseline lets through'),
  bytes: number('of them'),
  kept: number('events under the new policy'),
  keptBytes: number('of them'),
  dropped: number('events'),
  raised: number('events'),
  lowered: number('events'),
};
const sums = (key: string) => list(object({ ...sum, key: text(key) }));
const moment = nullable(number('milliseconds since 1970'), 'null in an empty log');
const hours = nullable(number('hours'), 'null where the files never fill up');

export const policyReplay = document(
  'kind-audit.policy-replay/v1',
  'policy replay',
  'what another policy makes of an audit log',
  {
    total: object(sum),
    rules: sums('rule of the new policy: "rule 1", …, "no rule"'),
    resources: sums('resource'),
    users: sums('user'),
    hours: sums('hour of the event, such as 2026-11-21T08, in that order'),
    broken: number('lines that are not audit events'),
    unreadable: number('events whose address cannot be read; they count as kept'),
    unlikeBaseline: number('events that the baseline does not write, or not at their level'),
    guessed: number('bodies whose size is guessed'),
    blind: number('of these, bodies with nothing to guess from; they count as empty'),
    from: moment,
    to: moment,
    volume: nullable(
      object({
        hours: number(),
        bytesPerHour: number(),
        newBytesPerHour: number(),
        retention: nullable(
          object({ before: hours, after: hours }, 'how far the rotated files reach back'),
          'null where the rotation is not known',
        ),
      }),
      'null where the log spans no time',
    ),
    limits: list(text(), 'what a log cannot show'),
    leftOut: leftOutRows,
  },
);
