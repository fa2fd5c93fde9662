// Writes a policy from the answers of a person: commented, and so that the linter has no remarks.

/** What a person wants to find in the log. */
export interface PolicyAnswers {
  /** Bodies of changes, or only who changed what. */
  readonly bodies: boolean;
  /** Who read what: get, list, watch. The most of all requests. */
  readonly reads: boolean;
  /** Who touched secrets, configmaps and tokens; never their contents. */
  readonly secrets: boolean;
  /** Sessions into pods: exec, attach, port-forward, proxies. */
  readonly sessions: boolean;
  /** Requests whose authentication failed. */
  readonly logins: boolean;
  /** Leases, events, status reports, probes: what the system writes every few seconds. */
  readonly noise: boolean;
}

export const defaultAnswers: PolicyAnswers = {
  bodies: false,
  reads: true,
  secrets: true,
  sessions: true,
  logins: true,
  noise: false,
};

export function writePolicy(answers: PolicyAnswers): string {
  return [
    head(answers),
    ...noise(answers),
    ...secrets(answers),
    ...sessions(answers),
    ...changes(answers),
    ...rest(answers),
  ].join('\n');
}

function head({ bodies, reads }: PolicyAnswers): string {
  const what = bodies ? 'Changes are logged with their bodies' : 'Changes are logged without their bodies';
  return `# ${what}; reads are ${reads ? 'logged too' : 'not logged'}.
# Rules are read from the top; the first one that matches a request decides.
apiVersion: audit.k8s.io/v1
kind: Policy
# The moment of receipt adds nothing to the completed request.
omitStages:
  - RequestReceived
rules:`;
}

function noise({ noise, bodies }: PolicyAnswers): readonly string[] {
  if (noise && !bodies) return [];
  const level = noise ? 'Metadata' : 'None';
  const why = noise
    ? 'They come every few seconds: without their bodies.'
    : 'They come every few seconds, and say little.';
  return [
    `  # What the system writes about itself. ${why}
  - level: ${level}
    resources:
      - group: ""
        resources: [events, nodes/status, pods/status, endpoints]
      - group: events.k8s.io
        resources: [events]
      - group: coordination.k8s.io
        resources: [leases]
      - group: discovery.k8s.io
        resources: [endpointslices]`,
    ...(noise
      ? []
      : [
          `  # Probes and discovery.
  - level: None
    nonResourceURLs: ["/healthz*", "/livez*", "/readyz*", /metrics, /version, /api, "/api/*", /apis, "/apis/*", "/openapi/*"]`,
        ]),
  ];
}

function secrets({ secrets }: PolicyAnswers): readonly string[] {
  const why = secrets
    ? 'Who touched them; never what they hold.'
    : 'Their bodies must not get into the log, and who touched them is not wanted.';
  return [
    `  # Secrets, configmaps and tokens. ${why}
  - level: ${secrets ? 'Metadata' : 'None'}
    resources:
      - group: ""
        resources: [secrets, configmaps, serviceaccounts/token]
      - group: authentication.k8s.io
        resources: [tokenreviews]`,
  ];
}

function sessions({ sessions }: PolicyAnswers): readonly string[] {
  return [
    `  # Sessions into pods and through proxies, of old and of new clients.
  - level: ${sessions ? 'Metadata' : 'None'}
    resources:
      - group: ""
        resources: [pods/exec, pods/attach, pods/portforward, pods/ephemeralcontainers, pods/proxy, services/proxy, nodes/proxy]`,
  ];
}

function changes({ bodies, reads }: PolicyAnswers): readonly string[] {
  if (!bodies && reads) return [];
  return [
    `  # Changes${bodies ? ', with what was sent' : ''}.
  - level: ${bodies ? 'Request' : 'Metadata'}
    verbs: [create, update, patch, delete, deletecollection]`,
  ];
}

function rest({ reads, logins }: PolicyAnswers): readonly string[] {
  const everything = `  # Everything else.
  - level: Metadata
`;
  if (reads) {
    if (logins) return [everything];
    return [
      `  # Everything else that users ask for.
  - level: Metadata
    userGroups: ["system:authenticated"]`,
      `  # Failed logins and anonymous requests.
  - level: None
`,
    ];
  }
  if (!logins) {
    return [
      `  # Everything else: reads.
  - level: None
`,
    ];
  }
  return [
    `  # Reads of users.
  - level: None
    userGroups: ["system:authenticated"]`,
    `  # What is left: failed logins, which have no user, and anonymous requests.
  - level: Metadata
`,
  ];
}
