// Finds out what kind of object a text declares, before the rest of it is read.
// Sources: k8s.io/apimachinery pkg/runtime/serializer/json/meta.go and json.go, pkg/runtime/schema/group_version.go.
import { type Tree } from '../text/tree.ts';

export interface Identity {
  /** "audit.k8s.io/v1" */
  readonly apiVersion: string;
  readonly kind: string;
}

/** The identity, or the value that is of the wrong type. */
export type Identified = Identity | { readonly wrong: Tree; readonly field: 'apiVersion' | 'kind' | null };

const names: ReadonlyMap<string, 'apiVersion' | 'kind'> = new Map([
  ['apiversion', 'apiVersion'],
  ['kind', 'kind'],
]);

/**
 * Reads apiVersion and kind as Go's own JSON decoder does: in any case of letters, the last one counts. From YAML the
 * keys come sorted, so that "apiversion" overrules "apiVersion".
 */
export function identify(root: Tree, fromYaml: boolean): Identified {
  if (root.kind === 'null') return { apiVersion: '', kind: '' };
  if (root.kind !== 'object') return { wrong: root, field: null };
  const found = { apiVersion: '', kind: '' };
  // A YAML mapping has no key twice.
  const entries = fromYaml ? root.entries.toSorted((a, b) => (a.key < b.key ? -1 : 1)) : root.entries;
  for (const { key, value } of entries) {
    const field = names.get(fold(key));
    if (field === undefined || value.kind === 'null') continue;
    if (value.kind !== 'string') return { wrong: value, field };
    found[field] = value.value;
  }
  return found;
}

/** What the API server refuses of an identity, and what to write instead where there is no doubt. */
export interface IdentityRemark {
  readonly field: 'apiVersion' | 'kind';
  readonly id: 'api-version' | 'kind';
  readonly message: string;
  readonly help: string;
  readonly instead?: string;
}

/** The loader accepts a policy without kind, but not without apiVersion. */
export function identityRemarks({ apiVersion, kind }: Identity): readonly IdentityRemark[] {
  const remarks: IdentityRemark[] = [];
  if (apiVersion !== 'audit.k8s.io/v1') {
    const message = apiVersion === '' ? 'apiVersion is missing' : `apiVersion is ${JSON.stringify(apiVersion)}`;
    const instead = 'audit.k8s.io/v1';
    remarks.push({ field: 'apiVersion', id: 'api-version', message, help: `write apiVersion: ${instead}`, instead });
  }
  if (kind !== '' && kind !== 'Policy') {
    const instead = kind.toLowerCase() === 'policy' ? { instead: 'Policy' } : {};
    const message = `kind is ${JSON.stringify(kind)}`;
    remarks.push({ field: 'kind', id: 'kind', message, help: 'write kind: Policy', ...instead });
  }
  return remarks;
}

/** A key without regard to case: Go's case folding, which knows two letters outside ASCII that fold into it. */
export function fold(key: string): string {
  return key
    .replaceAll('\u212A', 'k')
    .replaceAll('\u017F', 's')
    .replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}
