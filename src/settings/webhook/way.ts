// By which way events go to the backends: straight from the API servers, or through the forwarder.
import type { WebhookSettings } from './wanted.ts';

export type Way = 'direct' | 'forwarder' | 'log';

/** The way that `auto` stands for: direct for one plain backend, else the forwarder. */
export function chosenWay(settings: WebhookSettings): Way {
  if (settings.via !== 'auto') return settings.via;
  return whatDirectLacks(settings).length === 0 ? 'direct' : 'forwarder';
}

/** What the API server cannot do by itself, in words; empty for one plain backend. */
export function whatDirectLacks({ backends, annotations }: WebhookSettings): readonly string[] {
  return [
    ...(backends.length > 1 ? [`more than one (${backends.length})`] : []),
    ...(backends.some(({ compression }) => compression === 'gzip') ? ['compression'] : []),
    ...(backends.some(({ format }) => format === 'ndjson') ? ['format ndjson'] : []),
    ...(annotations.preset !== null || annotations.set.size > 0 ? ['annotations'] : []),
  ];
}
