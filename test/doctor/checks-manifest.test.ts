// What the checks of the manifest say, and which of all checks propose a repair.
import { expect, test } from 'vitest';
import { checkTable } from '../../src/doctor/table.ts';
import { LOG_FILE, POLICY_FILE } from '../../src/kind/paths.ts';
import { expectRow, look, type Row } from './check-row.ts';
import { badPolicy, file, goodPolicy, manifestText, policyFiles, type TargetOptions } from './fake-target.ts';

const args = (...words: string[]): string => manifestText(words);
const policyArg = `--audit-policy-file=${POLICY_FILE}`;
const logArg = `--audit-log-path=${LOG_FILE}`;
const made: TargetOptions = { policy: policyFiles };
const disk = (project: string, deployed: string): TargetOptions => ({
  ...made,
  world: { files: { [policyFiles.project]: project, [policyFiles.deployed]: deployed } },
});

test.each<Row>([
  ['manifest', 'good', {}, 'ok', '5 audit arguments'],
  ['manifest', 'off', { manifest: args() }, 'fail', 'auditing is off'],
  ['manifest', 'no backend', { manifest: args(policyArg) }, 'fail', '--audit-log-path is missing'],
  ['manifest', 'no policy', { manifest: args(logArg) }, 'fail', '--audit-policy-file is missing'],
  [
    'manifest',
    'named, what kubeadm was given',
    { manifest: args(policyArg) },
    'fail',
    'kubeadm was given --audit-log-maxage, --audit-log-maxbackup, --audit-log-maxsize, --audit-log-path',
  ],
  ['manifest', 'gone', { survey: { manifest: null, manifestFault: 'M is not there' } }, 'fail', 'M is not there'],
  ['host-path-types', 'good', {}, 'ok', '2 paths'],
  [
    'host-path-types',
    'a file for a folder',
    { inspection: { hostPaths: new Map([['/var/log/kubernetes', 'regular file']]) } },
    'fail',
    '/var/log/kubernetes must be a DirectoryOrCreate and is a regular file',
  ],
  ['stray-manifests', 'none', {}, 'ok', '4 files'],
  [
    'stray-manifests',
    'an original under another name',
    { inspection: { manifests: [{ file: 'kube-apiserver.yml', text: manifestText() }] } },
    'ok',
    '1 file',
  ],
  [
    'stray-manifests',
    'a backup',
    {
      inspection: {
        manifests: ['kube-apiserver.yaml', 'kube-apiserver.yaml.bak'].map((file) => ({ file, text: manifestText() })),
      },
    },
    'fail',
    'kube-apiserver.yaml.bak is a second kube-apiserver',
  ],
  [
    'stray-manifests',
    'no YAML',
    { inspection: { manifests: [{ file: '4913', text: '{{' }] } },
    'fail',
    '4913 is no manifest',
  ],
  [
    'stray-manifests',
    "somebody's own pod",
    { inspection: { manifests: [{ file: 'mine.yaml', text: 'kind: Pod\nmetadata: {name: mine}' }] } },
    'ok',
    'no strays',
  ],
  ['kubeadm-config', 'agrees', {}, 'ok', 'the same'],
  [
    'kubeadm-config',
    'differs',
    { answers: { kubeadm: { apiVersion: 'v', args: new Map([['audit-log-path', '/x']]), volumes: [] } } },
    'warn',
    `--audit-log-path is ${LOG_FILE}, kubeadm-config says /x`,
  ],
  [
    'kubeadm-config',
    'differs from what runs',
    { manifest: manifestText([`--audit-policy-file=${POLICY_FILE}`]), inspection: { server: running([]) } },
    'warn',
    '--audit-log-path is not set, kubeadm-config says',
  ],
  ['kubeadm-config', 'cannot be read', { answers: { kubeadm: null } }, 'skip', 'cannot be read'],
])('%s: %s', (...row) => expectRow(...row));

test('what can be fixed proposes a repair, and what would need a better policy does not', async () => {
  const off = manifestText([]);
  expect((await look('manifest', { manifest: off })).keys).toEqual(['manifest:kind-control-plane']);
  expect((await look('manifest', { manifest: off, inspection: { policySource: badPolicy } })).keys).toEqual([]);
  expect((await look('manifest', { manifest: off, inspection: { kubeadm: null } })).fix).toContain('kind-audit up');
  expect((await look('policy-copies', disk(`${goodPolicy}# x\n`, goodPolicy))).keys).toEqual(['deploy']);
  expect((await look('policy-copies', disk(badPolicy, goodPolicy))).keys).toEqual([]);
  const newer = { ...file(POLICY_FILE), modified: 3000 };
  expect((await look('policy-running', { survey: { policy: newer } })).keys).toEqual(['restart:kind-control-plane']);
  expect(
    (await look('policy-running', { survey: { policy: newer }, inspection: { policySource: badPolicy } })).keys,
  ).toEqual([]);
});

test('every check has a stable id, a title, words for the documentation and a time-out', () => {
  expect(new Set(checkTable.map(({ id }) => id)).size).toBe(checkTable.length);
  for (const { id, title, about, timeoutMs, needs = [] } of checkTable) {
    expect(id).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
    expect([title, about].every((text) => text.length > 3)).toBe(true);
    expect(timeoutMs).toBeGreaterThan(0);
    for (const need of needs) expect(checkTable.map((check) => check.id)).toContain(need);
  }
});

/** A server that runs with these arguments and the usual policy. */
function running(words: readonly string[]): { pid: number; startedAt: number; args: readonly string[] } {
  return { pid: 7, startedAt: 2000, args: [`--audit-policy-file=${POLICY_FILE}`, ...words] };
}

test('the ConfigMap is written where the manifest is what runs on every control plane and reads the deployed policy', async () => {
  const words = [`--audit-policy-file=${POLICY_FILE}`, `--audit-log-path=${LOG_FILE}`, '--audit-log-maxage=7'];
  const runs = { manifest: manifestText(words), inspection: { server: running(words.slice(1)) }, policy: policyFiles };
  expect((await look('kubeadm-config', runs)).keys).toEqual(['kubeadm-config']);
  const elsewhere = { ...file('/etc/kubernetes/pki/p.yaml') };
  for (const other of [
    { ...runs, inspection: { server: running([]) } },
    { ...runs, inspection: { server: null } },
    { ...runs, survey: { policy: elsewhere } },
    { ...runs, survey: { policy: { ...file(POLICY_FILE), type: 'directory' } } },
  ])
    expect((await look('kubeadm-config', other)).keys).toEqual([]);
});
