// Requests whose answers stay open: they have one more stage, and their duration means nothing.
// Source: k8s.io/kubernetes pkg/controlplane/apiserver/config.go.

/** Verbs, subresources and path prefixes of such requests. */
export const longRunning: Readonly<Record<'verbs' | 'subresources' | 'paths', readonly string[]>> = {
  verbs: ['watch', 'proxy'],
  subresources: ['attach', 'exec', 'proxy', 'log', 'portforward'],
  paths: ['/debug/pprof/'],
};

/** Whether a request is one of them; `path` is null where it asks for a resource. */
export function runsLong(verb: string, subresource: string, path: string | null): boolean {
  const { verbs, subresources, paths } = longRunning;
  return (
    verbs.includes(verb) ||
    subresources.includes(subresource) ||
    (path !== null && paths.some((beginning) => path.startsWith(beginning)))
  );
}
