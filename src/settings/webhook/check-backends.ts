// What is wrong with the list of backends: delivery modes, addresses, names.
import { remarkError, type WebhookRemark, type WebhookSurroundings } from './remark.ts';
import { backendName, isGuaranteed, type Backend } from './wanted.ts';

type Around = Pick<WebhookSurroundings, 'gateways'>;

/** Remarks on the list as a whole, then on each of it. */
export function checkBackends(backends: readonly Backend[], around: Around): readonly WebhookRemark[] {
  return [
    ...checkModes(backends),
    ...backends.flatMap((backend, at) => [
      ...checkUrl(backend, `webhook.backends[${at}].url`, around),
      ...checkLag(backend, `webhook.backends[${at}].maxLag`, backends),
    ]),
    ...checkDuplicates(backends),
  ];
}

function checkModes(backends: readonly Backend[]): readonly WebhookRemark[] {
  const [only, ...others] = backends;
  if (only === undefined) return [remarkError('webhook.backends', 'at least one backend is needed')];
  if (others.length === 0)
    return only.deliveryMode === 'BestEffort'
      ? [remarkError('webhook.backends[0].deliveryMode', 'the only backend must be Guaranteed')]
      : [];
  const guaranteed = backends.flatMap((backend, at) =>
    backend.deliveryMode === 'Guaranteed' ? [backendName(backend, at)] : [],
  );
  if (guaranteed.length === 1) return [];
  const are = guaranteed.length === 0 ? 'none is' : `${guaranteed.length} are (${guaranteed.join(', ')})`;
  return [remarkError('webhook.backends', `exactly one of ${backends.length} backends must be Guaranteed, ${are}`)];
}

function checkUrl({ url }: Backend, path: string, { gateways }: Around): readonly WebhookRemark[] {
  if (url === '') return [remarkError(path, 'is missing')];
  const scheme = /^([a-z][a-z\d+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  if (scheme !== 'https' && scheme !== 'http')
    return [
      remarkError(path, `must begin with https:// (${scheme === undefined ? 'it has no scheme' : `"${scheme}:"`})`),
    ];
  // A browser's reading finds a host in "https:///audit".
  if (!/^https?:\/\/[^/?#]/i.test(url)) return [remarkError(path, 'has no host')];
  if (/[\s\\]/.test(url) || !URL.canParse(url)) return [remarkError(path, 'is not a URL that can be read')];
  const { username, password, hash, search, hostname } = new URL(url);
  const isNear = isLoopback(hostname) || gateways.includes(hostname.replaceAll(/[[\]]/g, ''));
  const near = ['127.0.0.1', ...gateways].join(', ');
  return [
    ...(username === '' && password === '' && !/^https?:\/\/[^/?#]*@/i.test(url)
      ? []
      : [remarkError(path, `must not carry user information ("${username}${password === '' ? '' : ':…'}@")`)]),
    ...(search === '' && !/^[^#]*\?/.test(url)
      ? []
      : [remarkError(path, `must not carry a query ("${hidden(search)}")`)]),
    ...(hash === '' && !url.includes('#') ? [] : [remarkError(path, 'must not carry a fragment ("#…")')]),
    ...(scheme === 'https'
      ? []
      : isNear
        ? [{ severity: 'warn' as const, path, message: 'is http: events are sent as plain text' }]
        : [remarkError(path, `must begin with https://; http is only for this machine (${near})`)]),
  ];
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname);
}

/** A query without its values, which may be secrets. */
function hidden(search: string): string {
  const [, name = ''] = /^\?([^=&]*)/.exec(search) ?? [];
  return `?${name}${search.includes('=') ? '=…' : ''}`;
}

function checkLag(backend: Backend, path: string, all: readonly Backend[]): readonly WebhookRemark[] {
  return backend.maxLag !== null && isGuaranteed(backend, all)
    ? [remarkError(path, 'is for BestEffort only: a Guaranteed backend gets every event')]
    : [];
}

/** The same name, or the same address in another spelling. */
function checkDuplicates(backends: readonly Backend[]): readonly WebhookRemark[] {
  const found: WebhookRemark[] = [];
  const [names, urls] = [new Map<string, number>(), new Map<string, number>()];
  for (const [at, backend] of backends.entries()) {
    const sameUrl = urls.get(normal(backend.url));
    const name = backendName(backend, at);
    const sameName = names.get(name);
    if (backend.url !== '' && sameUrl !== undefined)
      found.push(remarkError(`webhook.backends[${at}].url`, `is the same as that of webhook.backends[${sameUrl}]`));
    else if (sameName !== undefined)
      found.push(
        remarkError(`webhook.backends[${at}].name`, `"${name}" is the name of webhook.backends[${sameName}] already`),
      );
    if (sameUrl === undefined) urls.set(normal(backend.url), at);
    if (sameName === undefined) names.set(name, at);
  }
  return found;
}

/** Without differences of case in the host, a default port, and slashes at the end. */
function normal(url: string): string {
  if (!URL.canParse(url)) return url;
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname.replace(/\/+$/, '')}`;
}
