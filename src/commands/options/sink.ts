// The options of `sink`, and how they are read.
import { Problem } from '../../core/problem.ts';
import type { FailingShare } from '../../webhook/sink/faults.ts';
import type { ListenAddress } from '../../webhook/serve/listen-address.ts';
import type { CommonOptions, OptionSpec } from '../command.ts';
import { duration, wholeNumber } from './common.ts';
import { listenAddress } from './listen.ts';
import { outputOptions } from './output.ts';

export interface SinkOptions extends CommonOptions {
  readonly listen?: ListenAddress;
  readonly tls?: string;
  readonly makeCerts?: string;
  readonly certName?: readonly string[];
  readonly store?: string;
  readonly numbered?: string;
  readonly exitAfter?: number;
  readonly fail?: readonly FailingShare[];
  readonly retryAfter?: number;
  /** Milliseconds. */
  readonly delay?: number;
  /** From 0 to 1. */
  readonly dropConnections?: number;
  readonly redirect?: string;
  /** Milliseconds. */
  readonly outage?: number;
  readonly gzipOnly?: boolean;
  readonly seed?: number;
}

export const sinkOptions: readonly OptionSpec[] = [
  {
    flags: '--listen <address>',
    description: 'HOST:PORT, HOST or :PORT; port 0 is one that is free',
    byDefault: '127.0.0.1:0',
    parse: listenAddress('kind-audit sink'),
  },
  {
    flags: '--tls <folder>',
    description: 'serve https with server.crt and server.key of a folder; with ca.crt, clients need a certificate',
    conflicts: ['makeCerts'],
  },
  { flags: '--make-certs <folder>', description: 'as --tls, and make what the folder lacks of a CA and certificates' },
  {
    flags: '--cert-name <name>',
    description: 'with --make-certs, one more name or address of the server; may be repeated',
    collect: certName,
  },
  { flags: '--store <folder>', description: 'write each event as a line of an audit log, into a new file of a folder' },
  {
    flags: '--numbered <prefix>',
    description: 'find gaps in the numbers of objects that are named PREFIX1, PREFIX2, …',
  },
  {
    flags: '--exit-after <events>',
    description: 'end after so many events; exit 1 after a conflict or a gap',
    parse: wholeNumber({ least: 0, most: Number.MAX_SAFE_INTEGER }),
  },
  {
    flags: '--fail <status:share>',
    description: 'answer a share of the requests with a status, for instance 503:20%; may be repeated',
    collect: failingShare,
  },
  {
    flags: '--retry-after <seconds>',
    description: 'the Retry-After of requests that --fail fails',
    parse: wholeNumber({ least: 0, most: 86_400 }),
  },
  { flags: '--delay <duration>', description: 'wait before each answer, for instance 2s', parse: duration },
  {
    flags: '--drop-connections <share>',
    description: 'accept a share of the requests, and close the connection without an answer; for instance 5%',
    parse: share,
  },
  {
    flags: '--redirect <url>',
    description: 'answer every request with 302, which an API server follows without the events',
    parse: redirectUrl,
    conflicts: ['fail', 'dropConnections'],
  },
  {
    flags: '--outage <duration>',
    description: 'after the first accepted request, answer nothing for so long',
    parse: duration,
  },
  { flags: '--gzip-only', description: 'reject requests whose body is not gzipped with 415' },
  {
    flags: '--seed <number>',
    description: 'the seed of an earlier run, so that the same requests fail',
    byDefault: 'by chance',
    parse: wholeNumber({ least: 0, most: 2 ** 32 - 1 }),
  },
  ...outputOptions(),
];

/** Throws a usage Problem for options that mean nothing without another. */
export function requireTogether({ retryAfter, fail, certName, makeCerts }: SinkOptions): void {
  const hint = 'kind-audit sink --help';
  if (retryAfter !== undefined && fail === undefined)
    throw new Problem('usage', '--retry-after needs --fail', { hint });
  if (certName !== undefined && makeCerts === undefined)
    throw new Problem('usage', '--cert-name needs --make-certs', { hint });
  const all = (fail ?? []).reduce((sum, { share }) => sum + share, 0);
  if (all > 1 + Number.EPSILON)
    throw new Problem('usage', 'the shares of --fail are more than 100% together', { hint });
}

/** `example` is what to type instead. */
function wrong(message: string, example: string): Problem {
  return new Problem('usage', message, { hint: `kind-audit sink ${example}` });
}

function share(value: string): number {
  const number = /^\d{1,3}(?:\.\d+)?%$/.test(value) ? Number(value.slice(0, -1)) / 100 : Number.NaN;
  if (number <= 1) return number;
  throw wrong('must be a share from 0% to 100%', '--drop-connections 5%');
}

function failingShare(value: string): readonly FailingShare[] {
  const [, status, percent] = /^([45]\d\d):(.*)$/.exec(value) ?? [];
  if (status === undefined || percent === undefined)
    throw wrong('must be a status from 400 to 599 and a share, such as 503:20%', '--fail 503:20%');
  return [{ status: Number(status), share: share(percent) }];
}

function certName(value: string): readonly string[] {
  if (/^(?:\*\.)?[\w-]+(?:\.[\w-]+)*$|^[\da-f:.]+$/i.test(value)) return [value];
  throw wrong('must be a name or an address', '--make-certs certs --cert-name receiver.example');
}

function redirectUrl(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url !== null && /^https?:$/.test(url.protocol)) return url.href;
  throw wrong('must be a URL that begins with http:// or https://', '--redirect https://other.example/audit');
}
