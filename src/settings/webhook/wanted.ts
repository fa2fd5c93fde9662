// What a webhook shall be: one value, whether a file or flags say it, with every default filled in.

export const vias = ['auto', 'direct', 'forwarder', 'log'] as const;
export const webhookModes = ['batch', 'blocking', 'blocking-strict'] as const;
export const deliveryModes = ['Guaranteed', 'BestEffort'] as const;
export const compressions = ['none', 'gzip'] as const;
export const formats = ['eventlist', 'ndjson'] as const;
export const whenFulls = ['refuse', 'dropOldest', 'off'] as const;
export const annotationPresets = ['gardener-shoot', 'gardener-garden'] as const;

/** Each gets every event. */
export const MOST_BACKENDS = 16;

/** Far more than a development cluster needs. */
export const webhookLimits = {
  numbers: { least: 1, most: 1_000_000 },
  waitsMs: { least: 10, most: 3_600_000 },
} as const;

export type DeliveryMode = (typeof deliveryModes)[number];

/** Paths of files, absolute; null where none is named. */
export interface BackendTls {
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
  readonly serverName: string | null;
}

/** A server that gets the events. */
export interface Backend {
  /** Null where none was given; it is then the host of the url. */
  readonly name: string | null;
  /** As it was written; empty where it is missing. */
  readonly url: string;
  /** Null where nothing was said. */
  readonly deliveryMode: DeliveryMode | null;
  readonly compression: (typeof compressions)[number];
  readonly format: (typeof formats)[number];
  readonly tls: BackendTls;
  readonly timeoutMs: number;
  /** Bytes; null where nothing was said. */
  readonly maxLag: number | null;
}

/** Times in milliseconds, sizes in bytes. */
export interface WebhookSettings {
  readonly via: (typeof vias)[number];
  readonly mode: (typeof webhookModes)[number];
  readonly batch: {
    readonly maxSize: number;
    readonly maxWaitMs: number;
    readonly bufferSize: number;
    readonly qps: number;
    readonly burst: number;
  };
  readonly initialBackoffMs: number;
  readonly truncate: { readonly enabled: boolean; readonly maxEventSize: number; readonly maxBatchSize: number };
  readonly annotations: {
    readonly preset: (typeof annotationPresets)[number] | null;
    readonly set: ReadonlyMap<string, string>;
  };
  readonly spool: {
    readonly maxSize: number;
    readonly segmentSize: number;
    readonly whenFull: (typeof whenFulls)[number];
    readonly keepDelivered: number;
  };
  readonly metrics: string;
  readonly backends: readonly Backend[];
}

/** The defaults of a development cluster: events arrive within a second, and an outage of 81 s loses none. */
export const webhookDefaults: WebhookSettings = {
  via: 'auto',
  mode: 'batch',
  batch: { maxSize: 100, maxWaitMs: 1000, bufferSize: 10_000, qps: 100, burst: 200 },
  initialBackoffMs: 10_000,
  truncate: { enabled: true, maxEventSize: 1_000_000, maxBatchSize: 10_000_000 },
  annotations: { preset: null, set: new Map() },
  spool: { maxSize: 1024 ** 3, segmentSize: 16 * 1024 ** 2, whenFull: 'refuse', keepDelivered: 0 },
  metrics: '127.0.0.1:9464',
  backends: [],
};

export const backendDefaults: Omit<Backend, 'url'> = {
  name: null,
  deliveryMode: null,
  compression: 'none',
  format: 'eventlist',
  tls: { ca: null, cert: null, key: null, serverName: null },
  timeoutMs: 15_000,
  maxLag: null,
};

/** How a backend is called: by its name, else by the host of its url, else by its number from 0. */
export function backendName({ name, url }: Pick<Backend, 'name' | 'url'>, at: number): string {
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  return name ?? (host === '' ? `backends[${at}]` : host);
}

/** Whether every event is kept until this one of the backends has it: said, or because it is the only one. */
export function isGuaranteed({ deliveryMode }: Pick<Backend, 'deliveryMode'>, all: readonly unknown[]): boolean {
  return deliveryMode === 'Guaranteed' || (deliveryMode === null && all.length === 1);
}
