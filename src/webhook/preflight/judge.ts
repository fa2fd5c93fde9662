// What the answer of a backend means: whether an API server could send events there, and if not, why.
import type { CertificateFacts } from '../../core/ports.ts';
import { dateFault } from '../../core/certificate-date.ts';
import { statusWords } from '../status-words.ts';

/** What a node saw when it sent an empty list. */
export interface WebhookAnswer {
  /** Of curl; 0 where an answer came. */
  readonly exit: number;
  readonly status: number;
  /** Where a redirect leads; "" for none. */
  readonly redirect: string;
  /** curl's own words about a failure. */
  readonly words: string;
  /** The node's clock, in milliseconds since 1970. */
  readonly now: number;
  /** What the server showed; null where there was none. */
  readonly certificate: CertificateFacts | null;
}

/** Of the backend that was asked. */
export interface AskedBackend {
  readonly name: string;
  readonly url: string;
  readonly serverName: string | null;
  readonly hasCa: boolean;
  readonly hasCert: boolean;
}

/** Why the API server of a node could not deliver there, in words; null where it can. */
export function judgeAnswer(backend: AskedBackend, node: string, answer: WebhookAnswer): string | null {
  const why =
    connectionFault(backend, node, answer) ?? certificateFault(backend, node, answer) ?? statusFault(backend, answer);
  return why === null ? null : `${backend.name}: ${why}`;
}

/** Source of the numbers: curl(1), exit codes. */
function connectionFault({ url }: AskedBackend, node: string, { exit, words }: WebhookAnswer): string | null {
  const { host, hostname } = new URL(url);
  if (exit === 6) {
    const isService = /\.svc(?:\.|$)/.test(hostname);
    return `the name does not resolve in node ${node}${isService ? '; API servers do not ask the DNS of the cluster: use the address of the service' : ''}`;
  }
  if (exit === 7 && /no route|unreachable/i.test(words)) return `there is no route to ${host} from node ${node}`;
  if (exit === 7) {
    const isNode = hostname === 'localhost' || hostname.startsWith('127.') || hostname === '[::1]';
    return `nothing listens at ${host}, asked from node ${node}${isNode ? '; this address means the node itself, not this machine' : ''}`;
  }
  return exit === 28 ? `does not answer within 10 s, asked from node ${node}` : null;
}

function certificateFault(backend: AskedBackend, node: string, answer: WebhookAnswer): string | null {
  const { url, serverName, hasCa, hasCert } = backend;
  const { exit, words, certificate } = answer;
  if (certificate !== null) {
    const date = dateFault(certificate, answer.now);
    if (date !== null) return `certificate ${date.replace(/^is /, '')}, by the clock of node ${node}`;
    const wanted = serverName ?? new URL(url).hostname.replaceAll(/[[\]]/g, '');
    if (!certificate.isFor(wanted)) return `certificate is for ${namesOf(certificate)}, not ${wanted}`;
    if (!certificate.isForServers) return 'certificate is not for servers (serverAuth is not among its purposes)';
  }
  if (exit === 60) {
    const issuer = certificate === null ? '' : ` (issued by ${certificate.issuer})`;
    return hasCa
      ? `certificate is of no authority in the file of tls.ca${issuer}`
      : `certificate is of no authority that node ${node} trusts${issuer}; name one: tls.ca`;
  }
  if (/wrong version number|packet length too long|record layer failure/i.test(words))
    return 'speaks http, and its url says https';
  const [, alert = ''] = /alert ([a-z ]+)/i.exec(words) ?? [];
  if (alert === '') return null;
  if (!hasCert && /certificate|handshake/.test(alert)) return 'asks for a client certificate, none is set';
  return hasCert ? `refuses the client certificate (${alert.trim()})` : `refuses the connection (${alert.trim()})`;
}

function namesOf({ names, subject }: CertificateFacts): string {
  if (names.length === 0) return `no name but its subject ${subject}, which API servers do not read`;
  return names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
}

/** Source of 200 to 206: k8s.io/client-go rest/request.go. */
function statusFault({ url }: AskedBackend, { exit, status, redirect, words }: WebhookAnswer): string | null {
  if (exit !== 0 && status === 0)
    return exit === 52 || exit === 1
      ? 'closes the connection without an answer; does it speak https?'
      : `cannot be asked: ${words === '' ? `curl ends with ${exit}` : words}`;
  if (status >= 200 && status <= 206) return null;
  if (status >= 300 && status < 400) {
    const to = redirect === '' ? '' : ` to ${redirect.replace(/\?timeout=30s$/, '')}`;
    return `answers ${status}${to}; the API server would follow it without the events and count no error`;
  }
  const path = new URL(url).pathname;
  const ofEmptyList = new Map([
    [400, 'it does not accept an EventList'],
    [413, 'even an empty list is too large for it'],
  ]);
  const meaning = ofEmptyList.get(status) ?? statusWords(status, path);
  return `answers ${status}${meaning === null ? ', which API servers count as an error' : `: ${meaning}`}`;
}
