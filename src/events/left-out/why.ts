// Finds out why a line is no audit event, from its first and last characters: cheap, whatever the line is.
import type { Reason } from './reasons.ts';

/** The reason for leaving out a line that is no audit event; null where nothing is in it. */
export function whyLeftOut(line: string): Reason | null {
  const text = line.trim();
  if (text === '') return null;
  if (!text.startsWith('{')) return 'not-json';
  return text.endsWith('}') && !text.includes('"auditID"') ? 'no-event' : 'damaged';
}
