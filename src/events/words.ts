// Parts of an event in few words, safe to print on a terminal.
import { printableCell } from '../core/printable.ts';
import { resourceOf, type AuditEvent } from './audit-event.ts';

const serviceAccount = 'system:serviceaccount:';

/** Who asked: the user, service accounts shortened to "sa:namespace:name", and whom they acted as. */
export function who({ user, impersonatedUser }: AuditEvent): string {
  const caller = shortUser(user?.username ?? '');
  return impersonatedUser === undefined ? caller : `${caller} as ${shortUser(impersonatedUser.username ?? '')}`;
}

function shortUser(name: string): string {
  if (name === '') return '-';
  return printableCell(name.startsWith(serviceAccount) ? `sa:${name.slice(serviceAccount.length)}` : name);
}

const collectionVerbs = new Set(['list', 'watch', 'deletecollection']);

/** What was asked for: "pods default/web", "nodes *" for all of a kind, or the path of a request for no object. */
export function what(event: AuditEvent): string {
  const resource = resourceOf(event);
  if (resource === null) return printableCell(event.requestURI ?? '-');
  const { namespace = '', name = '' } = event.objectRef ?? {};
  const object = name !== '' ? name : collectionVerbs.has(event.verb ?? '') ? '*' : '';
  // A Namespace object counts as lying in the namespace of its own name.
  const inside = namespace === '' || (event.objectRef?.resource === 'namespaces' && namespace === name);
  return printableCell(`${resource} ${inside ? object : `${namespace}/${object}`}`.trimEnd());
}

/** How it ended: "201", "403 Forbidden", "500 Panic"; the stage where there is no end. */
export function outcome({ responseStatus, stage }: AuditEvent): string {
  const code = responseStatus?.code ?? 0;
  if (stage === 'Panic') return `${code || 500} Panic`;
  const reason = code >= 400 ? ` ${responseStatus?.reason ?? ''}` : '';
  if (stage === 'ResponseComplete') return code === 0 ? '-' : printableCell(`${code}${reason}`.trimEnd());
  return printableCell(`${code === 0 ? '' : `${code}${reason} `}${stage}`.replaceAll(/ +/g, ' '));
}

/** An event as it is named in a message: who, verb, object, and the auditID by which it is found. */
export function inWords(event: AuditEvent): string {
  return `${who(event)} ${printableCell(event.verb ?? '-')} ${what(event)}, auditID ${printableCell(event.auditID)}`;
}
