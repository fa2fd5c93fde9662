// What a forwarder is set to, and what it needs of the world.
import type { World } from '../../core/ports.ts';
import type { Backend, WebhookSettings } from '../../settings/webhook/wanted.ts';
import type { LockWorld } from '../../state/lock.ts';
import type { ListenAddress } from '../serve/listen-address.ts';
import type { ServedTls } from '../serve/serve-events.ts';
import type { Splicer } from '../splice/splicer.ts';
import type { ForwardStatus } from './status.ts';

export type ForwardWorld = LockWorld &
  Pick<World, 'report' | 'signal' | 'exec' | 'listen' | 'pem' | 'openSender' | 'appendFiles'>;

/** A backend with its certificates as PEM texts. */
export interface ForwardBackend extends Backend {
  readonly access: { readonly ca: string | null; readonly cert: string | null; readonly key: string | null };
}

/** What a forwarder is to do. */
export interface ForwardSettings {
  /** Null where nothing is to be accepted: what the spool holds is delivered, and that is all. */
  readonly listen: ListenAddress | null;
  readonly tls: ServedTls;
  /** Of the spool. */
  readonly folder: string;
  readonly spool: WebhookSettings['spool'];
  readonly metrics: ListenAddress | null;
  readonly backends: readonly ForwardBackend[];
  readonly spliceFor: (origin: string) => Splicer;
  /** The text of the state file. */
  readonly stateText: (status: ForwardStatus) => string;
}
