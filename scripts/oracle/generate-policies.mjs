// Policies and requests from small alphabets that collide on purpose, written in several styles of YAML and JSON.

const users = ['a', 'b', '', '*', 'system:node:n'];
const groups = ['g', 'system:masters', '', '*'];
const verbs = ['get', 'list', 'create', 'delete', 'watch', '*', ''];
const namespaces = ['', 'ns', 'kube-system', '*'];
const apiGroups = ['', 'apps', '*', 'core', 'rbac.authorization.k8s.io'];
const badGroups = ['apps/v1', 'Apps', 'a..b', '-a', 'a b', '*.k8s.io', 'a'.repeat(254)];
const resources = ['pods', 'pods/log', 'pods/*', '*/log', '*/*', '*', '', 'nodes', 'pods/', '/log', 'log'];
const names = ['', 'n', 'a'];
const urls = ['/', '/a', '/a/', '/a*', '/a/*', '*', '/A', '/healthz', '/healthz*'];
const badUrls = ['a', '', '/a*b', '*a', '/**', '/*/*', 'https://x/a'];
const stages = ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'];
const badStages = ['requestReceived', '', 'Started'];
const levels = ['None', 'Metadata', 'Request', 'RequestResponse'];
const badLevels = ['none', 'Metdata', '', 'RequestBody'];

/** A policy as a value; a share of them breaks a rule of Kubernetes' validation. */
export function policyValue(random) {
  const bad = random.chance(0.15);
  const value = {};
  if (!random.chance(0.02)) value.apiVersion = 'audit.k8s.io/v1';
  if (!random.chance(0.05)) value.kind = 'Policy';
  if (random.chance(0.1)) value.metadata = { name: 'x', labels: { a: 'b' } };
  if (random.chance(0.3)) value.omitStages = stageList(random, bad);
  if (random.chance(0.2)) value.omitManagedFields = random.chance(0.5);
  value.rules = Array.from({ length: random.chance(0.03) ? 0 : 1 + random.below(6) }, () => ruleValue(random, bad));
  return value;
}

function stageList(random, bad) {
  return random.some(bad && random.chance(0.3) ? [...stages, ...badStages] : stages, 0, 3);
}

function ruleValue(random, bad) {
  const rule = { level: random.pick(bad && random.chance(0.2) ? badLevels : levels) };
  if (random.chance(0.3)) rule.users = random.some(users, 0, 3);
  if (random.chance(0.25)) rule.userGroups = random.some(groups, 0, 2);
  if (random.chance(0.4)) rule.verbs = random.some(verbs, 0, 3);
  const mixed = bad && random.chance(0.1);
  const kind = random.below(3);
  if (kind === 0 || mixed) rule.resources = Array.from({ length: random.below(4) }, () => groupValue(random, bad));
  if ((kind === 0 || mixed) && random.chance(0.3)) rule.namespaces = random.some(namespaces, 0, 3);
  if (kind === 1 || mixed) {
    rule.nonResourceURLs = random.some(bad && random.chance(0.4) ? [...urls, ...badUrls] : urls, 0, 3);
  }
  if (random.chance(0.3)) rule.omitStages = stageList(random, bad);
  if (random.chance(0.3)) rule.omitManagedFields = random.pick([true, false, null]);
  return rule;
}

function groupValue(random, bad) {
  const entry = {};
  if (!random.chance(0.15)) entry.group = random.pick(bad && random.chance(0.3) ? badGroups : apiGroups);
  if (random.chance(0.8)) entry.resources = random.some(resources, 0, 3);
  if (entry.resources?.length > 0 ? random.chance(0.3) : bad && random.chance(0.2))
    entry.resourceNames = random.some(names, 0, 2);
  return entry;
}

/** One request; a fifth of them has no user. */
export function requestValue(random) {
  const anonymous = random.chance(0.2);
  const base = {
    user: anonymous ? null : random.pick(['a', 'b', '*', 'c', 'system:node:n', '']),
    groups: anonymous ? [] : random.some([...groups, 'other'], 0, 3),
    verb: random.pick([...verbs, 'patch', 'post']),
    namespace: '',
    group: '',
    resource: '',
    subresource: '',
    name: '',
    path: '/api/v1/pods',
  };
  if (random.chance(0.3))
    return { ...base, path: random.pick(['/', '/a', '/a/', '/a/b', '/A', '/ab', '/healthz', '/healthz/x', '']) };
  return {
    ...base,
    namespace: random.pick(namespaces),
    group: random.pick(apiGroups),
    resource: random.pick(['pods', 'nodes', 'log', '*', 'secrets']),
    subresource: random.pick(['', '', 'log', 'exec', '*', 'pods']),
    name: random.pick(names),
  };
}

/** A policy's value as text, in one of the ways that people write it. */
export function writePolicy(value, random) {
  switch (random.below(5)) {
    case 0:
      return JSON.stringify(value);
    case 1:
      return JSON.stringify(value, null, 2);
    case 2:
      return `# a policy\n${Object.entries(value)
        .map(([key, item]) => `${key}: ${JSON.stringify(item)}`)
        .join('\n')}\n`;
    default:
      return writeBlock(value, '', random, random.chance(0.5) ? '' : '  ');
  }
}

function writeBlock(value, indent, random, listIndent) {
  return Object.entries(value)
    .map(([key, item]) => {
      if (Array.isArray(item) && item.length > 0 && random.chance(0.6)) {
        const lines = item.map(
          (entry) => `${indent}${listIndent}- ${writeItem(entry, `${indent}${listIndent}  `, random, listIndent)}`,
        );
        return `${indent}${key}:\n${lines.join('\n')}\n`;
      }
      if (item !== null && typeof item === 'object' && !Array.isArray(item) && random.chance(0.7)) {
        return `${indent}${key}:\n${writeBlock(item, `${indent}  `, random, listIndent)}`;
      }
      return `${indent}${key}: ${writeItem(item, indent, random, listIndent)}\n`;
    })
    .join('');
}

function writeItem(item, indent, random, listIndent) {
  if (
    item !== null &&
    typeof item === 'object' &&
    !Array.isArray(item) &&
    Object.keys(item).length > 0 &&
    random.chance(0.8)
  ) {
    return writeBlock(item, indent, random, listIndent).slice(indent.length).replace(/\n$/, '');
  }
  if (Array.isArray(item))
    return `[${item.map((entry) => writeItem(entry, indent, { ...random, chance: () => false }, listIndent)).join(', ')}]`;
  if (item !== null && typeof item === 'object') {
    return `{${Object.entries(item)
      .map(([key, inner]) => `${key}: ${writeItem(inner, indent, { ...random, chance: () => false }, listIndent)}`)
      .join(', ')}}`;
  }
  if (typeof item !== 'string') return String(item);
  if (
    /^[A-Za-z][A-Za-z0-9:./-]*$/.test(item) &&
    !/^(y|n|yes|no|on|off|true|false|null)$/i.test(item) &&
    !item.endsWith(':')
  ) {
    return random.pick([item, item, `"${item}"`, `'${item}'`]);
  }
  return random.pick([JSON.stringify(item), `'${item}'`]);
}
