// The forms in which an event can be shown, by name.
import { safeJson } from '../core/json-text.ts';
import { cellText } from '../core/limits.ts';
import type { AuditEvent } from './audit-event.ts';
import { prettyLine, type LineStyle } from './pretty.ts';
import { redact } from './redact.ts';
import { asWritten } from './well-typed.ts';

export const forms = ['pretty', 'wide', 'json', 'yaml'] as const;
export type Form = (typeof forms)[number];

/** How events are to be shown, as plain data that can be sent to another thread. */
export interface Look extends LineStyle {
  readonly form: Form;
  readonly showSecrets: boolean;
}

/** A line of a block. The block is valid only during the call. */
export interface Line {
  readonly block: Buffer;
  readonly start: number;
  readonly end: number;
}

/** Stands for what is too large or too deep. */
export const NOT_SHOWN = '(too large or too deep; -o json shows it)';

/** An event and its line as text that ends in a newline; `onCut` is called where it is shown without its bodies. */
export type Render = (event: AuditEvent, line: Line, now: number, onCut: () => void) => string;

/** Builds the renderer of a form; `json` is for a terminal, any other reader gets the bytes of the line. What writes YAML is only loaded where it is needed. */
export async function renderer(look: Look): Promise<Render> {
  if (look.form === 'json')
    return (_event, { block, start, end }) => `${safeJson(block.toString('utf8', start, end))}\n`;
  if (look.form !== 'yaml') {
    // The forms of one line show no bodies, so that there is nothing to hide.
    const line = prettyLine(look, look.form === 'wide');
    return (event, _line, now) => line(event, now);
  }
  const { yamlText } = await import('./yaml-text.ts');
  return (event, _line, _now, onCut) => {
    const seen = look.showSecrets ? event : redact(event);
    const whole = yamlText(asWritten(seen));
    if (whole !== null) return `---\n${whole}`;
    onCut();
    return `---\n${yamlText(withoutBodies(seen)) ?? yamlText(inShort(seen)) ?? ''}`;
  };
}

function withoutBodies(event: AuditEvent): object {
  const bodies = ['requestObject', 'responseObject'].filter((name) => Object.hasOwn(event, name));
  return { ...event, ...Object.fromEntries(bodies.map((name) => [name, NOT_SHOWN])) };
}

/** More fields than an event has are none of its own. */
const MOST_FIELDS = 50;

/** Only the short fields, for an event that is too large without its bodies. */
function inShort(event: AuditEvent): object {
  const fields = Object.entries(event).slice(0, MOST_FIELDS);
  return Object.fromEntries(
    fields.map(([name, value]: [string, unknown]) => {
      if (typeof value === 'string') return [cellText(name), cellText(value)];
      return [cellText(name), typeof value === 'object' && value !== null ? NOT_SHOWN : value];
    }),
  );
}
