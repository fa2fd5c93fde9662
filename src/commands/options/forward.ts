// The options of `forward run`.
import type { ListenAddress } from '../../webhook/serve/listen-address.ts';
import type { CommonOptions, OptionSpec } from '../command.ts';
import { backendWord } from './backends.ts';
import { nameOption } from './common.ts';
import { listenAddress } from './listen.ts';
import { outputOptions } from './output.ts';

export interface ForwardOptions extends CommonOptions {
  readonly name?: string;
  readonly listen?: ListenAddress;
  readonly tls?: string;
  readonly spool?: string;
  readonly webhook?: readonly string[];
  readonly drain?: boolean;
}

/** Where API servers send to, where nothing else is said. */
export const usualAddress: ListenAddress = { host: '127.0.0.1', port: 8443 };

export const forwardOptions: readonly OptionSpec[] = [
  nameOption,
  {
    flags: '--listen <address>',
    description: 'HOST:PORT, HOST or :PORT; port 0 is one that is free',
    byDefault: '127.0.0.1:8443',
    parse: listenAddress('kind-audit forward run'),
  },
  {
    flags: '--tls <folder>',
    description: 'serve https with server.crt and server.key of a folder; with ca.crt, clients need a certificate',
  },
  {
    flags: '--spool <folder>',
    description: 'where events are kept until they are delivered',
    byDefault: 'a folder of the state folder',
  },
  {
    flags: '--webhook <url>',
    description:
      'a backend, in place of those of kind-audit.yaml; with ,mode=BestEffort ,compression=gzip ,ca=FILE ,cert=FILE,key=FILE ,name=NAME; may be repeated',
    collect: backendWord,
  },
  {
    flags: '--drain',
    description: 'accept nothing, deliver what the spool holds, and end',
    conflicts: ['listen', 'tls'],
  },
  ...outputOptions(),
];
