// Reports where our answer about a policy or an address differs from Kubernetes'; null where it does not.

const decodeIds = new Set(['yaml-syntax', 'json-syntax', 'type', 'not-a-policy', 'kind', 'api-version', 'template']);
const validationIds = new Set(['level', 'stage', 'non-resource-url', 'group', 'resource-names', 'mixed-rule']);

export function comparePolicy(ours, decisions, theirs) {
  if (ours.server !== theirs.verdict)
    return `verdict: ours ${ours.server}, theirs ${theirs.verdict} (${theirs.message ?? ''})`;
  if (ours.server === 'refuses') return compareRefusal(ours, theirs);
  for (const [index, mine] of decisions.entries()) {
    const other = theirs.decisions[index];
    if (
      JSON.stringify(mine) !==
      JSON.stringify({
        rule: other.rule,
        level: other.level,
        omitStages: other.omitStages,
        omitManagedFields: other.omitManagedFields,
      })
    ) {
      return `decision ${index}: ours ${JSON.stringify(mine)}, theirs ${JSON.stringify(other)}`;
    }
  }
  return null;
}

function compareRefusal({ diagnostics }, theirs) {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const ids = new Set(errors.map(({ id }) => id));
  const has = (known) => [...ids].some((id) => known.has(id));
  if (theirs.stage === 'decode') return has(decodeIds) ? null : `they cannot decode it: ${theirs.message}`;
  if (theirs.stage === 'version')
    return ids.has('api-version') || ids.has('not-a-policy') ? null : `they miss the version: ${theirs.message}`;
  // The server gets further only with a text that it could decode.
  if (has(decodeIds)) return `they could decode it, and came to ${theirs.stage}; ours: ${[...ids].join(', ')}`;
  if (theirs.stage === 'rules') return ids.size === 1 && ids.has('no-rules') ? null : 'they only miss rules';
  const paths = new Set(errors.filter(({ id }) => validationIds.has(id)).map(({ path }) => path));
  const mine = JSON.stringify([...paths].toSorted((a, b) => (a < b ? -1 : 1)));
  return mine === JSON.stringify(theirs.errors) ? null : `paths: ours ${mine}, theirs ${JSON.stringify(theirs.errors)}`;
}

export function compareRequest(ours, theirs) {
  if (theirs.error !== undefined || ours === null) {
    return (ours === null) === (theirs.error !== undefined)
      ? null
      : `ours ${JSON.stringify(ours)}, theirs ${JSON.stringify(theirs)}`;
  }
  const { verb, namespace, group, resource, subresource, name, path } = ours;
  const isResource = resource !== '' || ours.resourceRequest === true;
  const mine = JSON.stringify({ isResource, verb, namespace, group, resource, subresource, name, path });
  const other = JSON.stringify(theirs);
  return mine === other ? null : `ours ${mine}, theirs ${other}`;
}
