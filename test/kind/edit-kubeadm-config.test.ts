// The edit of a ClusterConfiguration: what is asked for changes, everything else stays.
import { load, loadAll } from 'js-yaml';
import { expect, test } from 'vitest';
import { withApiServerAuditing, type ApiServerChange } from '../../src/kind/edit-kubeadm-config.ts';
import { parseKubeadmConfig } from '../../src/kind/kubeadm-config.ts';

const map = `apiServer:
  certSANs:
  - localhost
  extraArgs:
    audit-log-path: /var/log/a.log
    runtime-config: ""
  extraVolumes:
  - hostPath: /etc/kubernetes/policies
    mountPath: /etc/kubernetes/policies
    name: audit-policies
    pathType: DirectoryOrCreate
    readOnly: true
apiVersion: kubeadm.k8s.io/v1beta3
controllerManager:
  extraArgs:
    audit-log-path: theirs
dns: {}
kind: ClusterConfiguration
kubernetesVersion: v1.30.0
`;
const list = map
  .replace('v1beta3', 'v1beta4')
  .replace(
    '    audit-log-path: /var/log/a.log\n    runtime-config: ""',
    '  - name: audit-log-path\n    value: /var/log/a.log\n  - name: runtime-config\n    value: ""',
  );

const set = new Map([
  ['audit-log-path', '/b'],
  ['audit-log-maxage', '30'],
]);
const logs = { name: 'audit-logs', hostPath: '/l', mountPath: '/m', readOnly: false, pathType: 'Directory' };

test('arguments are set in a map, at the place that they have', () => {
  const changed = withApiServerAuditing(map, { set }) ?? '';
  expect(load(changed)).toEqual({
    ...(load(map) as object),
    apiServer: {
      ...(load(map) as { apiServer: object }).apiServer,
      extraArgs: { 'audit-log-path': '/b', 'runtime-config': '', 'audit-log-maxage': '30' },
    },
  });
  // kubeadm rejects a number.
  expect(changed).toContain('audit-log-maxage: "30"');
});

test('arguments are set in a list, at the place that they have', () => {
  const changed = load(withApiServerAuditing(list, { set }) ?? '') as { apiServer: { extraArgs: unknown } };
  expect(changed.apiServer.extraArgs).toEqual([
    { name: 'audit-log-path', value: '/b' },
    { name: 'runtime-config', value: '' },
    { name: 'audit-log-maxage', value: '30' },
  ]);
});

test.each([map, list])('arguments and volumes are removed, and volumes are added', (text) => {
  const changed = withApiServerAuditing(text, {
    remove: ['audit-log-path'],
    volumes: [logs],
    removeVolumes: ['audit-policies'],
  });
  const { args, volumes } = parseKubeadmConfig(changed ?? '') ?? {};
  expect(args).toEqual(new Map([['runtime-config', '']]));
  expect(volumes).toEqual([logs]);
});

test.each<[string, readonly string[], number]>([
  ['a file in its folder', ['/etc/kubernetes/policies/p.yaml'], 0],
  ['the folder', ['/etc/kubernetes/policies'], 0],
  ['another folder whose name begins so', ['/etc/kubernetes/policies2/p.yaml'], 1],
  ['nothing', [], 1],
])('a volume goes with the path that was named in it: %s', (_what, unmount, left) => {
  expect(parseKubeadmConfig(withApiServerAuditing(list, { unmount }) ?? '')?.volumes).toHaveLength(left);
});

test.each<[string, ApiServerChange]>([
  ['the name', { volumes: [{ ...logs, name: 'audit-policies' }] }],
  ['the folder', { volumes: [{ ...logs, mountPath: '/etc/kubernetes/policies' }] }],
])('a volume replaces the one with %s that it has', (_what, change) => {
  expect(parseKubeadmConfig(withApiServerAuditing(list, change) ?? '')?.volumes).toEqual(change.volumes);
});

test('of an argument that is given more than once, and with another spelling, the one that is set stays', () => {
  const twice = list.replace('  - name: runtime', '  - name: audit_log_path\n    value: /c\n  - name: runtime');
  const changed = load(withApiServerAuditing(twice, { set: new Map([['audit-log-path', '/b']]) }) ?? '');
  expect(changed).toHaveProperty('apiServer.extraArgs', [
    { name: 'audit-log-path', value: '/b' },
    { name: 'runtime-config', value: '' },
  ]);
});

test.each([
  ['kubeadm.k8s.io/v1beta3', { a: 'b' }],
  ['kubeadm.k8s.io/v1beta4', [{ name: 'a', value: 'b' }]],
  ['kubeadm.k8s.io/v1', [{ name: 'a', value: 'b' }]],
])('where there are no arguments, the version %s says their form', (apiVersion, extraArgs) => {
  const text = `apiVersion: ${apiVersion}\nkind: ClusterConfiguration\napiServer:\n`;
  const changed = load(withApiServerAuditing(text, { set: new Map([['a', 'b']]) }) ?? '');
  expect(changed).toEqual({ apiVersion, kind: 'ClusterConfiguration', apiServer: { extraArgs } });
});

test.each<ApiServerChange>([
  {},
  { remove: ['audit-policy-file'], removeVolumes: ['other'] },
  { set: new Map([['audit-log-path', '/var/log/a.log']]) },
])('where nothing is to change, the text is the same: %j', (change) => {
  for (const text of [map, `# mine\n${list}`, 'kind: ClusterConfiguration\n'])
    if (text.includes('audit-log-path') || change.set === undefined)
      expect(withApiServerAuditing(text, change)).toBe(text);
});

test('other documents stay', () => {
  const other = { kind: 'InitConfiguration', nodeRegistration: { taints: [] } };
  const changed = withApiServerAuditing(`${JSON.stringify(other)}\n---\n${map}`, { set }) ?? '';
  expect(loadAll(changed)).toMatchObject([other, { kind: 'ClusterConfiguration' }]);
});

test.each([
  '',
  '{{',
  'kind: Other',
  'kind: ClusterConfiguration\napiServer: []',
  'kind: ClusterConfiguration\napiServer: {extraArgs: x}',
  'kind: ClusterConfiguration\napiServer: {extraVolumes: {}}',
])('%j cannot be edited', (text) => {
  expect(withApiServerAuditing(text, { set })).toBeNull();
});

test.each(['apiServer: &x {extraArgs: *x}', 'apiServer: {extraArgs: [null, &x [*x], {name: {a: 1}}]}'])(
  'odd types do not break the edit: %s',
  (text) => {
    const changed = withApiServerAuditing(`kind: ClusterConfiguration\n${text}\n`, { set }) ?? '';
    expect(parseKubeadmConfig(changed)?.args).toEqual(expect.objectContaining({}));
    expect(parseKubeadmConfig(changed)?.args.get('audit-log-path')).toBe('/b');
  },
);
