// What the head of an HTTP request asks of a receiver of audit events: an answer at once, or that its body is read.
import type { HttpReply, HttpRequest } from '../../core/http-server.ts';
import { formatBytes } from '../../core/byte-size.ts';
import { failure, healthy } from './answers.ts';

/** The largest body that is read, in bytes after unpacking. The API server's own limit for a batch is far below. */
export const MOST_BODY = 64 * 1024 * 1024;

/** The path that events are sent to, and the one that says whether the receiver is there. */
export const AUDIT_PATH = '/audit';
const HEALTH_PATH = '/healthz';

/** How the bytes of a body are packed. */
export type Encoding = 'identity' | 'gzip';

/** What to do about a request: answer it, or read its body. */
export type Head = { readonly reply: HttpReply } | { readonly encoding: Encoding };

/** Decides about a request before its body is read. The query does not matter: the API server sends one. */
export function readHead({ method, target, headers, stranger }: Omit<HttpRequest, 'body' | 'from' | 'client'>): Head {
  if (stranger !== null) return refused(401, stranger);
  const [path = ''] = target.split('?');
  if (path === HEALTH_PATH)
    return method === 'GET' || method === 'HEAD' ? { reply: healthy } : notAllowed(method, path, 'GET, HEAD');
  if (path !== AUDIT_PATH) return refused(404, `there is nothing at this path: events go to ${AUDIT_PATH}`);
  if (method !== 'POST') return notAllowed(method, path, 'POST');
  if (!isJson(headers['content-type'])) return refused(415, 'the content type must be application/json');
  const encoding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding !== 'identity' && encoding !== 'gzip')
    return refused(415, 'the content encoding must be gzip or none', { 'Accept-Encoding': 'gzip' });
  return Number(headers['content-length'] ?? 0) > MOST_BODY ? { reply: tooLarge() } : { encoding };
}

/** The answer to a body above the limit. */
export function tooLarge(): HttpReply {
  return failure(413, `the body is larger than ${formatBytes(MOST_BODY)}`);
}

function refused(code: number, message: string, headers?: Readonly<Record<string, string>>): Head {
  return { reply: failure(code, message, headers) };
}

function notAllowed(method: string, path: string, allowed: string): Head {
  return refused(405, `${method} is not allowed at ${path}: ${allowed}`, { Allow: allowed });
}

/** A missing type is accepted: what it is shows when it is read. */
function isJson(type: string | undefined): boolean {
  if (type === undefined || type.trim() === '') return true;
  const [essence = ''] = type.split(';');
  return /^application\/(?:[\w.+-]+\+)?json$/i.test(essence.trim());
}
