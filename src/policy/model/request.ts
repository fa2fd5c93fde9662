// What the API server knows of a request when it asks the audit policy.
// Source: k8s.io/apiserver pkg/authorization/authorizer/interfaces.go.

/** The attributes of a request. Without a resource it is a non-resource request, and `path` counts. */
export interface PolicyRequest {
  /** The authenticated user, before impersonation; null when authentication failed. */
  readonly user: string | null;
  readonly groups: readonly string[];
  /** get, list, watch, create, …; of a non-resource request the method in lower case. */
  readonly verb: string;
  /** "" for a resource without a namespace, and for all namespaces at once. */
  readonly namespace: string;
  /** "" is the core group. */
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  /** "" where the address names no object, as in every create. */
  readonly name: string;
  /** The path of the address, without its query. */
  readonly path: string;
  /** Set for the odd address that is a resource request without a resource, such as /api/v1//pods. */
  readonly resourceRequest?: true;
}

export function isResourceRequest({ resource, resourceRequest }: PolicyRequest): boolean {
  return resource !== '' || resourceRequest === true;
}

/** A request in which every attribute that is not given has its empty value. */
export function request(attributes: Partial<PolicyRequest>): PolicyRequest {
  return {
    user: null,
    groups: [],
    verb: '',
    namespace: '',
    group: '',
    resource: '',
    subresource: '',
    name: '',
    path: '',
    ...attributes,
  };
}
