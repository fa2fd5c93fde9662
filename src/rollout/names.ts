// Names of everything that a change puts into a node or a cluster: by them a later run finds what a killed one left.
import { MANIFESTS_DIR } from '../kind/paths.ts';

/** The second API server's pod. The name does not begin with the first one's, whose log folders are found by theirs. */
export const SECOND_NAME = 'kind-audit-second-api-server';
export const SECOND_MANIFEST = `${MANIFESTS_DIR}/${SECOND_NAME}.yaml`;
export const SECOND_PORT = 16_443;

/** In the node: what the second server reads, and what the first one's manifest was before. */
export const CHANGE_DIR = '/var/lib/kind-audit/change';
export const SECOND_POLICY = `${CHANGE_DIR}/policy.yaml`;

/** The file that names the second server's log, for as long as that has another name beside its own. */
export const SECOND_LOG = `${CHANGE_DIR}/second-log`;

/** The table of nftables with the redirect. */
export const TABLE = 'kind-audit';

/** The admission policy, and its binding, that keep the endpoint of the service "kubernetes". */
export const KEEP_ENDPOINT = 'kind-audit-keep-endpoint';

/** Where the first server of a node is asked in spite of a redirect. */
export const LOOPBACK = '127.0.0.1';
