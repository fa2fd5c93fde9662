// The forms in which an event can be shown, by name.
import type { AuditEvent } from './audit-event.ts';
import { prettyLine, type LineStyle } from './pretty.ts';
import { redact } from './redact.ts';

export const forms = ['pretty', 'wide', 'json', 'yaml'] as const;
export type Form = (typeof forms)[number];

/** How events are to be shown, as plain data that can be sent to another thread. */
export interface Look extends LineStyle {
  readonly form: Form;
  readonly showSecrets: boolean;
}

/** An event as text that ends in a newline. `json` is not here: it is the line itself. */
export type Render = (event: AuditEvent, now: number) => string;

/** Builds the renderer of a form; the YAML library is only loaded where it is needed. */
export async function renderer(look: Look): Promise<Render> {
  const seen = (event: AuditEvent): AuditEvent => (look.showSecrets ? event : redact(event));
  if (look.form === 'yaml') {
    const { dump } = await import('js-yaml');
    return (event) => `---\n${dump(seen(event), { lineWidth: -1, noRefs: true })}`;
  }
  const line = prettyLine(look, look.form === 'wide');
  return (event, now) => line(seen(event), now);
}
