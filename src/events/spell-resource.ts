// A resource in words.

/** As kubectl writes it: "pods", "pods/log", "deployments.apps/scale". */
export function spellResource({
  resource,
  subresource,
  group,
}: Readonly<Record<'resource' | 'subresource' | 'group', string>>): string {
  return `${resource}${group === '' ? '' : `.${group}`}${subresource === '' ? '' : `/${subresource}`}`;
}
