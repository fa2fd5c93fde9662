// What sink and forward run print alike when they listen.
import { pasteable } from '../core/shell-quote.ts';
import type { ServedTls } from '../webhook/serve/serve-events.ts';

/** Where it listens, and whom it accepts. */
export function listeningLines(url: string, tls: ServedTls): readonly string[] {
  const needsCertificate = tls !== null && tls.pair.clientCa !== null;
  return [
    `Listening on ${url}`,
    ...(needsCertificate ? [`  clients need a certificate that ${tls.folder}/ca.crt has signed`] : []),
  ];
}

/** The command that shows whether it can be reached, with the client's certificate of its folder. */
export function healthLine(url: string, tls: ServedTls): string {
  const access =
    tls === null
      ? []
      : [
          '--cacert',
          `${tls.folder}/ca.crt`,
          ...(tls.pair.clientCa === null
            ? []
            : ['--cert', `${tls.folder}/client.crt`, '--key', `${tls.folder}/client.key`]),
        ];
  return `${pasteable(['curl', ...access, url.replace(/\/audit$/, '/healthz'), '-i'])}   # whether it can be reached`;
}

/** How long the last words may take to be read, in milliseconds, when Ctrl-C has ended everything else. */
export const LAST_WORDS_MS = 2000;
