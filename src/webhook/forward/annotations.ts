// The annotations of a forwarder: what its settings say, with the variables in them replaced for each control plane.
import { Problem } from '../../core/problem.ts';
import type { WebhookSettings } from '../../settings/webhook/wanted.ts';
import { makeSplicer, type Splicer } from '../splice/splicer.ts';

/** Control planes are few; for more than these, what puts annotations in is made again each time. */
const MOST_KEPT = 64;

/** What puts the annotations into the events of a control plane. Throws a Problem for what only a cluster could say. */
export function splicers(
  { preset, set }: WebhookSettings['annotations'],
  cluster: string,
): (origin: string) => Splicer {
  if (preset !== null) throw unknown(`webhook.annotations.preset: ${preset}`);
  for (const [key, value] of set)
    if (value.includes('${uid}')) throw unknown(`webhook.annotations.set["${key}"]: \${uid}`);
  const kept = new Map<string, Splicer>();
  return (origin) => {
    const known = kept.get(origin);
    if (known !== undefined) return known;
    const splicer = makeSplicer(replaced(set, { cluster, context: `kind-${cluster}`, node: origin }));
    if (kept.size < MOST_KEPT) kept.set(origin, splicer);
    return splicer;
  };
}

function replaced(
  set: ReadonlyMap<string, string>,
  values: Readonly<Record<string, string>>,
): ReadonlyMap<string, string> {
  return new Map(
    [...set].map(([key, value]) => [
      key,
      value.replaceAll(/\$\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole),
    ]),
  );
}

function unknown(what: string): Problem {
  return new Problem('not-supported', `${what} is not known to forward run, which asks no cluster`, {
    hint: 'leave it out; ${cluster}, ${context} and ${node} are known',
  });
}
