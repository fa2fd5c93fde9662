// The programs of repairs that run in a node, on a folder of this test, with stubs for what only a node has.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import writableScript from '../../src/doctor/repairs/scripts/make-log-writable.sh';
import renewScript from '../../src/doctor/repairs/scripts/renew-certificates.sh';
import componentsScript from '../../src/doctor/repairs/scripts/write-components.sh';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'kind-audit-'));
  for (const folder of ['pki/etcd', 'manifests', 'kept']) mkdirSync(join(dir, folder), { recursive: true });
});
afterEach(() => rmSync(dir, { recursive: true }));

/** What each test has in place of the node's programs: kubeadm writes files that say which phase wrote them, or fails. */
const stubs = (kubeadmFails: string): string => `
  sleep() { :; }
  kubeadm() {
    echo "kubeadm $*"
    [[ "$*" == *${JSON.stringify(kubeadmFails)}* ]] && { echo 'half' > ${dir}/pki/apiserver.crt; return 1; }
    case "$3 $4" in
      'certs etcd-server') echo new > ${dir}/pki/etcd/server.crt; echo new > ${dir}/pki/etcd/server.key ;;
      'certs apiserver') echo new > ${dir}/pki/apiserver.crt; echo new > ${dir}/pki/apiserver.key ;;
      'kubeconfig admin') echo new > ${dir}/admin.conf ;;
      'etcd local') echo new > ${dir}/manifests/etcd.yaml ;;
      'control-plane scheduler') echo new > ${dir}/manifests/kube-scheduler.yaml ;;
    esac
  }
  chattr() { echo "chattr $*"; }
  mount() { echo "mount $*"; }
  findmnt() { echo /mounted; }
`;

/** Runs a program of a node whose /etc/kubernetes is the test's folder. */
function run(
  script: string,
  args: readonly string[],
  kubeadmFails = 'no such phase',
): { code: number | null; out: string } {
  const program = `${stubs(kubeadmFails)}\n${script.replaceAll('/etc/kubernetes', dir)}`;
  const ran = spawnSync('/bin/bash', ['-c', program, 'test', ...args], { encoding: 'utf8' });
  return { code: ran.status, out: ran.stdout + ran.stderr };
}

const put = (path: string, text: string): void => writeFileSync(join(dir, path), text);
const read = (path: string): string => readFileSync(join(dir, path), 'utf8').trim();
/** The name that a file of /etc/kubernetes has among the kept ones. */
const keptName = (path: string): string => `kept/${join(dir, path).replaceAll('/', '_')}`;

test('certificates and kubeconfigs are made again by their phases, and the old ones are kept', () => {
  for (const path of ['pki/etcd/server.crt', 'pki/etcd/server.key', 'admin.conf']) put(path, 'old');
  const ran = run(renewScript, [
    join(dir, 'kept'),
    'etcd/server',
    'certs etcd-server',
    'admin.conf',
    'kubeconfig admin',
  ]);
  expect(ran).toMatchObject({ code: 0 });
  for (const path of ['pki/etcd/server.crt', 'pki/etcd/server.key', 'admin.conf'])
    expect([path, read(path), read(keptName(path))]).toEqual([path, 'new', 'old']);
});

test('a certificate that is not there is made, and nothing is kept', () => {
  expect(run(renewScript, [join(dir, 'kept'), 'apiserver', 'certs apiserver'])).toMatchObject({ code: 0 });
  expect(read('pki/apiserver.crt')).toBe('new');
  expect(readdirSync(join(dir, 'kept'))).toEqual([]);
});

test('a certificate that kubeadm cannot make is put back, also where kubeadm has written half of it', () => {
  for (const path of ['pki/apiserver.crt', 'pki/apiserver.key']) put(path, 'old');
  const ran = run(renewScript, [join(dir, 'kept'), 'apiserver', 'certs apiserver'], 'certs apiserver');
  expect(ran.code).not.toBe(0);
  expect([read('pki/apiserver.crt'), read('pki/apiserver.key')]).toEqual(['old', 'old']);
});

test('manifests are written again by their phases, the old one is kept, and nothing else is left', () => {
  put('manifests/etcd.yaml', 'old');
  const args = [join(dir, 'kept'), 'etcd.yaml', 'etcd local', 'kube-scheduler.yaml', 'control-plane scheduler'];
  expect(run(componentsScript, args)).toMatchObject({ code: 0 });
  expect([read('manifests/etcd.yaml'), read('manifests/kube-scheduler.yaml')]).toEqual(['new', 'new']);
  expect(read('kept/etcd.yaml')).toBe('old');
  expect(readdirSync(dir).toSorted()).toEqual(['kept', 'manifests', 'pki']);
});

test('a manifest that kubeadm cannot write is put back', () => {
  put('manifests/etcd.yaml', 'old');
  expect(run(componentsScript, [join(dir, 'kept'), 'etcd.yaml', 'etcd local'], 'etcd local').code).not.toBe(0);
  expect(read('manifests/etcd.yaml')).toBe('old');
});

test('a log that can be written stays as it is, and its attributes are cleared', () => {
  put('audit.log', 'line');
  const ran = run(writableScript, [join(dir, 'audit.log'), 'aside']);
  expect(ran).toMatchObject({ code: 0, out: expect.stringContaining(`chattr -i -a -- ${join(dir, 'audit.log')}`) });
  expect(ran.out).not.toContain('mount');
  expect(read('audit.log')).toBe('line');
});

test('a folder in place of the log is moved aside with what is in it', () => {
  mkdirSync(join(dir, 'logs/audit.log'), { recursive: true });
  put('logs/audit.log/inside', 'x');
  expect(run(writableScript, [join(dir, 'logs/audit.log'), 'aside'])).toMatchObject({ code: 0 });
  expect(existsSync(join(dir, 'logs/audit.log'))).toBe(false);
  expect(read('logs/audit.log.aside/inside')).toBe('x');
});

test.each([
  ['a pipe', 'mkfifo'],
  ['a link that leads nowhere', 'ln -s /nowhere/at/all'],
])('%s in place of the log is moved aside', (_what, command) => {
  spawnSync('/bin/bash', ['-c', `${command} ${dir}/audit.log`]);
  expect(run(writableScript, [join(dir, 'audit.log'), 'aside'])).toMatchObject({ code: 0 });
  expect(readdirSync(dir).toSorted()).toEqual(['audit.log.aside', 'kept', 'manifests', 'pki']);
});

test('a folder that is not there is made', () => {
  expect(run(writableScript, [join(dir, 'logs/deep/audit.log'), 'aside'])).toMatchObject({ code: 0 });
  expect(existsSync(join(dir, 'logs/deep'))).toBe(true);
});
