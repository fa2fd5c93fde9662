// An audit log for benchmarks: the mix of requests of an API server, some with bodies.
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { requests } from './policy-requests.mjs';

const bodied = new Set(['create', 'update', 'patch']);

/** Writes `count` events to a file; the same ones in every run. */
export async function writeLog(path, count) {
  const out = createWriteStream(path);
  for (let index = 0; index < count; index += 1) {
    if (!out.write(`${JSON.stringify(eventOf(requests[index % requests.length], index))}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}

function eventOf(request, index) {
  const { user, groups, verb, namespace, group, resource, subresource, name } = request;
  const prefix = group === '' ? '/api/v1' : `/apis/${group}/v1`;
  const place = [
    namespace === '' || resource === 'namespaces' ? '' : `/namespaces/${namespace}`,
    `/${resource}`,
    name === '' ? '' : `/${name}`,
    subresource === '' ? '' : `/${subresource}`,
  ];
  const moment = new Date(Date.UTC(2026, 10, 21) + index * 20).toISOString().replace('Z', '000Z');
  const hasBody = bodied.has(verb) && index % 3 === 0;
  const body = {
    apiVersion: 'v1',
    kind: 'Example',
    metadata: { name: name || 'x', namespace },
    spec: {
      containers: Array.from({ length: 4 }, (_, at) => ({
        name: `c${at}`,
        image: `example.com/image:${index}${index % 999 === 0 ? 'é' : ''}`,
        args: ['--flag', '"quoted"', 'plain'],
      })),
    },
  };
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: hasBody ? 'RequestResponse' : 'Metadata',
    auditID: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    stage: user === null ? 'ResponseStarted' : 'ResponseComplete',
    requestURI:
      resource === ''
        ? request.path
        : `${prefix}${place.join('')}${verb === 'watch' ? '?allowWatchBookmarks=true&watch=true' : ''}`,
    verb,
    user: user === null ? {} : { username: user, groups },
    sourceIPs: ['10.0.0.1'],
    userAgent: 'kubelet/v1.36.3 (linux/amd64) kubernetes/0000000',
    ...(resource === ''
      ? {}
      : { objectRef: { resource, namespace, name, apiGroup: group, apiVersion: 'v1', subresource } }),
    responseStatus: { metadata: {}, code: user === null ? 401 : 200 },
    ...(hasBody ? { requestObject: body, responseObject: { ...body, status: { phase: 'Running' } } } : {}),
    requestReceivedTimestamp: moment,
    stageTimestamp: moment,
    annotations: {
      'authorization.k8s.io/decision': 'allow',
      'authorization.k8s.io/reason': 'RBAC: allowed by ClusterRoleBinding "x" of ClusterRole "y" to Group "z"',
    },
  };
}
