// What was wrong with the input: counted while it is read, reported at the end.
import { count } from '../core/plural.ts';
import type { World } from '../core/ports.ts';
import type { Fault } from './source.ts';

/** Counts the faults of all sources of one reading. */
export class Faults {
  /** Lines that are not audit events. */
  broken = 0;
  /** Lines that were too long to be read. */
  overlong = 0;
  /** Whether fewer of the last events were kept than were asked for. */
  cut = false;
  readonly #report: World['report'];

  constructor({ report }: Pick<World, 'report'>) {
    this.#report = report;
  }

  /** Notes what a source could not give; a loss is reported at once. */
  add(fault: Fault): void {
    if (fault.type === 'overlong') this.overlong += fault.lines;
    else this.#report({ type: 'note', level: 'warn', text: fault.text });
  }

  /** Reports what was left out, in one line; nothing where nothing was. */
  report(): void {
    const parts = [
      this.broken === 0 ? '' : count(this.broken, 'line that is not an audit event', 'lines that are not audit events'),
      this.overlong === 0 ? '' : `${count(this.overlong, 'line')} longer than 16 MiB`,
      this.cut ? 'the earliest of the requested events, which do not all fit into memory (--since shows them)' : '',
    ].filter((part) => part !== '');
    if (parts.length > 0) this.#report({ type: 'note', level: 'warn', text: `left out ${parts.join(', and ')}` });
  }
}
