// The requests of logged events, for `policy explain --event`: a log, or one event over several lines.
import type { World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import { SeenLines } from '../../events/left-out/seen.ts';
import { whyLeftOut } from '../../events/left-out/why.ts';
import { converted } from '../../events/well-typed.ts';
import { Faults } from '../../logs/faults.ts';
import type { PolicyRequest } from '../../policy/model/request.ts';
import { requestFromEvent } from '../../policy/request/from-parts.ts';

/**
 * The request of each event in a text; reports the lines that are no events. Throws a Problem where there is none, or
 * where the address of one cannot be read. `name` is what to call the text.
 */
export function requestsOfEvents(text: string, name: string, world: Pick<World, 'report'>): readonly PolicyRequest[] {
  const whole = valueOf(text);
  if (whole !== undefined && text.trim().includes('\n'))
    return [whole].flat().map((value, index) => requestOf(value, `${name}, event ${index + 1}`));
  const seen = new SeenLines();
  const requests: PolicyRequest[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const value = valueOf(line);
    if (hasAddress(value)) {
      seen.events(1);
      requests.push(requestOf(value, `${name}, line ${index + 1}`));
    } else seen.other(whyLeftOut(line));
  }
  const faults = new Faults(world);
  faults.saw({ name, midway: false }, seen.take());
  faults.report();
  faults.rejectEventless();
  return requests;
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

function hasAddress(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && 'requestURI' in value;
}

function requestOf(value: unknown, place: string): PolicyRequest {
  const found = hasAddress(value) ? requestFromEvent({ ...converted(value), auditID: '', stage: '' }) : null;
  if (found === null) throw new Problem('usage', `${place}: the event's requestURI is not a valid address`);
  return found;
}
