// Addresses of container engines: which are read, and why the others are not.
import { expect, test } from 'vitest';
import { readEngineAddress } from '../../src/io/engine/engine-address.ts';
import { generated } from '../kit/generated.ts';

test.each([
  ['unix:///var/run/docker.sock', false, { by: 'socket', path: '/var/run/docker.sock' }],
  ['unix:///Users/jane/My Files/docker.sock', true, { by: 'socket', path: '/Users/jane/My Files/docker.sock' }],
  ['tcp://127.0.0.1:2375', false, { by: 'tcp', host: '127.0.0.1', port: 2375 }],
  ['tcp://docker', false, { by: 'tcp', host: 'docker', port: 2375 }],
  ['tcp://docker', true, { by: 'https', host: 'docker', port: 2376 }],
  ['tcp://docker:80', false, { by: 'tcp', host: 'docker', port: 80 }],
  ['tcp://[::1]:1', false, { by: 'tcp', host: '::1', port: 1 }],
  ['http://docker:1/', false, { by: 'tcp', host: 'docker', port: 1 }],
  ['https://docker:1', false, { by: 'https', host: 'docker', port: 1 }],
  ['ssh://Builder', false, { by: 'ssh', host: 'Builder' }],
  ['ssh://jane@10.0.0.1:80', false, { by: 'ssh', host: '10.0.0.1', user: 'jane', port: 80 }],
  ['ssh://[::1]/run/docker.sock', true, { by: 'ssh', host: '::1', path: '/run/docker.sock' }],
] as const)('%s, TLS %s', (text, tls, address) => {
  expect(readEngineAddress(text, tls)).toEqual(address);
});

test.each([
  ['/var/run/docker.sock', 'unix:///var/run/docker.sock'],
  ['nonsense', 'does not begin like'],
  ['unix:relative', 'does not begin like'],
  ['unix://', 'begins with "/"'],
  ['unix://relative', 'begins with "/"'],
  [`unix:///${'a'.repeat(107)}`, 'at most 107 bytes'],
  ['unix:///a\nb', 'control character'],
  ['unix:///a ', 'ends with a space'],
  [' ', 'ends with a space'],
  ['tcp://', 'no valid host'],
  ['tcp://:1', 'no valid host'],
  ['tcp://a b', 'no valid host'],
  ['tcp://h:99999', 'no valid host'],
  ['tcp://h:0', 'port 0'],
  ['tcp://h/path', 'a path'],
  ['tcp://h?x', '"?"'],
  ['tcp://jane:secret@h', 'a user and a password'],
  ['foo://bar', '"foo" is not a way'],
  ['UNIX:///x', '"UNIX" is not a way'],
  ['npipe:////./pipe/docker_engine', 'Windows'],
  ['ssh://', 'host is not one'],
  ['ssh://-oProxyCommand=x', 'host is not one'],
  ['ssh://%2doProxyCommand', 'host is not one'],
  ['ssh://-l@h', 'user is not one'],
  ['ssh://jane:secret@h', 'password'],
  ['ssh://h:0', 'port 0'],
  ['ssh://h/$(id)', 'a shell would read'],
  ['ssh://h?x', '"?"'],
])('%j is no address', (text, why) => {
  expect(readEngineAddress(text, false)).toContain(why);
});

test('TLS is never left out where it was asked for', () => {
  expect(readEngineAddress('http://h:1', true)).toContain('TLS is asked for');
});

test('any text is read, and nothing of ssh can be taken for an option', () => {
  const { random, rounds } = generated(21, 4000);
  const pieces = ['-', '@', ':', '/', '%2d', '[', ']', 'h', '80', ' ', '\0', 'ö', '?', '::1'];
  let read = 0;
  for (let round = 0; round < rounds; round += 1) {
    const scheme = random.pick(['ssh://', 'ssh://', 'tcp://', 'unix://', '']);
    const address = readEngineAddress(`${scheme}${random.some(pieces, 0, 7).join('')}`, random.chance(0.5));
    if (typeof address === 'string' || address.by !== 'ssh') continue;
    read += 1;
    expect([address.host, address.user ?? '', address.path ?? ''].filter((word) => word.startsWith('-'))).toEqual([]);
  }
  expect(read).toBeGreaterThan(rounds / 200);
});
