// What kind of machine this is.
import { expect, test } from 'vitest';
import { canUseApt, linuxFamily, mayHaveSysResource, programOf } from '../../src/machine/host.ts';
import { fakeWorld } from '../kit/world.ts';

const release = (text: string): Record<string, string> => ({ '/etc/os-release': text });

test.each([
  ['ID=debian\n', 'debian'],
  ['NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n', 'debian'],
  ['ID=linuxmint\nID_LIKE="ubuntu debian"\n', 'debian'],
  ['ID="rocky"\nID_LIKE="rhel centos fedora"\n', 'fedora'],
  ['ID="opensuse-tumbleweed"\nID_LIKE="opensuse suse"\n', 'suse'],
  ['ID=alpine\n', 'alpine'],
  ['ID=manjaro\nID_LIKE=arch\n', 'arch'],
  ['ID=plan9\nPRETTY_NAME="not debian"\n', 'other'],
])('%j is of the family %s', async (text, family) => {
  expect(await linuxFamily(fakeWorld({ files: release(text) }).files)).toBe(family);
});

test('apt is used on Debian as root only', async () => {
  const files = release('ID=debian\n');
  expect(await canUseApt(fakeWorld({ files }))).toBe(true);
  expect(await canUseApt(fakeWorld({ files, machine: { uid: 1000 } }))).toBe(false);
  expect(await canUseApt(fakeWorld({ files, machine: { platform: 'darwin' } }))).toBe(false);
});

test.each([
  ['CapBnd:\t000001ffffffffff\n', true],
  ['CapBnd:\t000001fffeffffff\n', false],
  ['CapBnd:\t0000003ffeffffff\n', false],
  ['Name:\tnode\n', true],
])('the bounding set in %j may hold CAP_SYS_RESOURCE: %s', async (text, expected) => {
  const { files } = fakeWorld({ files: { '/proc/self/status': text } });
  expect(await mayHaveSysResource(files, 'self')).toBe(expected);
});

test('a zombie has no program', async () => {
  const { files } = fakeWorld({
    files: {
      '/proc/7/status': 'Name:\tdockerd\nState:\tS (sleeping)\n',
      '/proc/8/status': 'Name:\tdockerd\nState:\tZ (zombie)\n',
    },
  });
  expect(await programOf(files, 7)).toBe('dockerd');
  expect(await programOf(files, 8)).toBe('');
  expect(await programOf(files, 9)).toBeNull();
});
