// Which paths are addresses of resources. Source: k8s.io/apiserver pkg/endpoints/request/requestinfo.go, NewRequestInfo.

/** Whether a path is the address of a resource; /api, /apis/apps/v1 and the like are not. */
export function isResourcePath(path: string): boolean {
  const parts = splitPath(path);
  return (parts[0] === 'api' && parts.length >= 3) || (parts[0] === 'apis' && parts.length >= 4);
}

/** The parts of a path; "/" before and after do not count. */
export function splitPath(path: string): readonly string[] {
  let start = 0;
  while (path[start] === '/') start += 1;
  let end = path.length;
  while (end > start && path[end - 1] === '/') end -= 1;
  return start === end ? [] : path.slice(start, end).split('/');
}
