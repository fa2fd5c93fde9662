// Finding the engine, and the framing of its streams.
import { createHash } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { expect, test } from 'vitest';
import { demux } from '../../src/io/engine/demux.ts';
import { dockerEngine } from '../../src/io/engine/docker.ts';
import { findDockerEndpoint } from '../../src/io/engine/docker-endpoint.ts';
import { findEngine } from '../../src/io/engine/find-engine.ts';
import { lineSplitter } from '../../src/io/line-splitter.ts';
import { systemError } from '../kit/files.ts';
import { fakeWorld } from '../kit/world.ts';

const folder = createHash('sha256').update('colima').digest('hex');
const colima = {
  [`/home/person/.docker/contexts/meta/${folder}/meta.json`]: '{"Endpoints":{"docker":{"Host":"unix:///colima.sock"}}}',
};
const current = { ...colima, '/home/person/.docker/config.json': '{"currentContext":"colima"}' };

test.each([
  [
    'DOCKER_HOST first',
    { DOCKER_HOST: 'tcp://1.2.3.4:2375', DOCKER_CONTEXT: 'colima' },
    current,
    'tcp://1.2.3.4:2375',
    'DOCKER_HOST',
  ],
  ['then DOCKER_CONTEXT', { DOCKER_CONTEXT: 'colima' }, colima, 'unix:///colima.sock', 'DOCKER_CONTEXT=colima'],
  ['then the current context', {}, current, 'unix:///colima.sock', 'docker context colima'],
  [
    'the context "default" is the socket',
    { DOCKER_CONTEXT: 'default' },
    current,
    'unix:///var/run/docker.sock',
    'the default socket',
  ],
  ['else the socket', {}, {}, 'unix:///var/run/docker.sock', 'the default socket'],
  ['a host and a port are of TCP', { DOCKER_HOST: '10.0.0.1:2375' }, {}, 'tcp://10.0.0.1:2375', 'DOCKER_HOST'],
  [
    'settings without a context',
    {},
    { '/home/person/.docker/config.json': '{"currentContext":null}' },
    'unix:///var/run/docker.sock',
    'the default socket',
  ],
])('%s', async (_name, env, files, host, origin) => {
  const world = fakeWorld({ files, parts: { env } });
  expect(await findDockerEndpoint(world)).toMatchObject({ host, origin });
});

test('a context that does not exist is named', async () => {
  const world = fakeWorld({ parts: { env: { DOCKER_CONTEXT: 'gone' } } });
  await expect(findDockerEndpoint(world)).rejects.toMatchObject({
    code: 'engine-missing',
    message: expect.stringContaining('"gone"'),
  });
});

const meta = `/home/person/.docker/contexts/meta/${folder}/meta.json`;
const settings = '/home/person/.docker/config.json';

test.each([
  ...['{', 'null', '[]', '"x"', '{"currentContext":5}'].map((text) => [settings, {}, text] as const),
  ...['{', 'null', '5', '{}', '{"Endpoints":null}', '{"Endpoints":{"docker":5}}'].map(
    (text) => [meta, { DOCKER_CONTEXT: 'colima' }, text] as const,
  ),
  [meta, { DOCKER_CONTEXT: 'colima' }, '{"Endpoints":{"docker":{"Host":5}}}'],
  [meta, { DOCKER_CONTEXT: 'colima' }, '{"Endpoints":{"docker":{"Host":""}}}'],
] as const)('a file of docker that cannot be used is named: %s', async (path, env, text) => {
  const world = fakeWorld({ files: { [path]: text }, parts: { env } });
  await expect(findDockerEndpoint(world)).rejects.toMatchObject({
    code: 'engine-missing',
    exitCode: 3,
    message: expect.stringContaining(path),
    hint: expect.stringContaining(path),
  });
});

test.each([
  [settings, {}],
  [meta, { DOCKER_CONTEXT: 'colima' }],
  ['/certs/ca.pem', { DOCKER_HOST: 'tcp://h', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs' }],
])('a file of docker that cannot be read is named: %s', async (path, env) => {
  const files = {
    async read(asked: string) {
      if (asked === path) throw systemError('EISDIR', 'read', path);
      return null;
    },
  };
  await expect(findDockerEndpoint({ env, home: '/home/person', files })).rejects.toMatchObject({
    code: 'engine-missing',
    message: expect.stringContaining(`cannot read ${path}`),
  });
});

const PEM = '-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----\n';

test.each([
  ['DOCKER_TLS_VERIFY', {}, 'DOCKER_TLS_VERIFY asks for TLS, but there is no ca.pem in /certs'],
  ['DOCKER_TLS', {}, 'DOCKER_TLS asks for TLS, but there is no ca.pem in /certs'],
  ['DOCKER_TLS_VERIFY', { 'ca.pem': 'x' }, 'the certificates in /certs (from DOCKER_TLS_VERIFY) cannot be used: '],
  ['DOCKER_TLS_VERIFY', { 'ca.pem': PEM }, 'the certificates in /certs (from DOCKER_TLS_VERIFY) cannot be used: '],
  ['DOCKER_TLS_VERIFY', { 'cert.pem': PEM }, 'cert.pem without a key.pem'],
  ['DOCKER_TLS_VERIFY', { 'key.pem': PEM }, 'key.pem without a cert.pem'],
])('%s is never answered without TLS: %j', async (name, certificates, message) => {
  const files = Object.fromEntries(Object.entries(certificates).map(([file, text]) => [`/certs/${file}`, text]));
  const env = { DOCKER_HOST: 'tcp://h:2376', [name]: '1', DOCKER_CERT_PATH: '/certs' };
  await expect(findDockerEndpoint(fakeWorld({ files, parts: { env } }))).rejects.toMatchObject({
    code: 'engine-missing',
    message: expect.stringContaining(message),
  });
});

test('a socket needs no certificates', async () => {
  const env = { DOCKER_HOST: 'unix:///s', DOCKER_TLS_VERIFY: '1' };
  expect(await findDockerEndpoint(fakeWorld({ parts: { env } }))).toEqual({ host: 'unix:///s', origin: 'DOCKER_HOST' });
});

test.each([
  ['DOCKER_HOST', 'DOCKER_HOST="nonsense" is no address', 'unset DOCKER_HOST'],
  ['docker context colima', '"nonsense" (from docker context colima) is no address', 'docker context use default'],
])('what is no address is named with where it came from: %s', async (origin, message, hint) => {
  await expect(dockerEngine({ host: 'nonsense', origin })).rejects.toMatchObject({
    code: 'engine-missing',
    exitCode: 3,
    message: expect.stringContaining(message),
    hint: expect.stringContaining(hint),
  });
});

test('TLS material is read where DOCKER_TLS_VERIFY asks for it', async () => {
  const env = { DOCKER_HOST: 'tcp://h:2376', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs' };
  const world = fakeWorld({
    files: { '/certs/ca.pem': rootCertificates[0] ?? '' },
    parts: { env },
  });
  expect(await findDockerEndpoint(world)).toMatchObject({ tls: { ca: rootCertificates[0] } });
});

test('an engine that does not answer is named with where its address came from', async () => {
  const world = fakeWorld({
    programs: { docker: '/usr/bin/docker' },
    parts: { env: { DOCKER_HOST: 'unix:///nowhere/docker.sock' } },
  });
  await expect(findEngine(world)).rejects.toMatchObject({
    code: 'engine-unreachable',
    message: 'no container engine answers at unix:///nowhere/docker.sock (from DOCKER_HOST): ENOENT',
  });
});

test('an unknown provider is ignored with a warning, as kind does', async () => {
  const env = { DOCKER_HOST: 'unix:///nowhere', KIND_EXPERIMENTAL_PROVIDER: 'rkt' };
  const world = fakeWorld({ programs: { docker: '/usr/bin/docker' }, parts: { env } });
  await expect(findEngine(world)).rejects.toMatchObject({ code: 'engine-unreachable' });
  expect(world.events[0]).toMatchObject({ type: 'note', level: 'warn' });
});

test('a known provider is used through its own program', async () => {
  const world = fakeWorld({
    command: (argv) => (argv[1] === 'version' ? {} : { exitCode: 1 }),
    parts: { env: { KIND_EXPERIMENTAL_PROVIDER: 'nerdctl' } },
  });
  expect(await findEngine(world)).toMatchObject({ provider: 'nerdctl', origin: 'KIND_EXPERIMENTAL_PROVIDER' });
  expect(world.ran).toEqual([['nerdctl', 'version']]);
});

function frame(type: number, text: string): Buffer {
  const header = Buffer.alloc(8);
  header[0] = type;
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
}

test.each([1, 3, 7, 8, 9, 1000])('splits the two streams, in pieces of %d bytes', async (size) => {
  const all = Buffer.concat([frame(1, 'hello '), frame(2, 'bad'), frame(1, ''), frame(1, 'world')]);
  const pieces = Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.subarray(index * size, (index + 1) * size),
  );
  const texts = { stdout: '', stderr: '' };
  for await (const { from, bytes } of demux(
    (async function* () {
      yield* pieces;
    })(),
  ))
    texts[from] += Buffer.from(bytes).toString();
  expect(texts).toEqual({ stdout: 'hello world', stderr: 'bad' });
});

test('splits lines across pieces and inside of characters', () => {
  const lines: string[] = [];
  const splitter = lineSplitter((line) => lines.push(line));
  const bytes = Buffer.from('grüße\nzwei\ndrei');
  for (const byte of bytes) splitter.push(Buffer.from([byte]));
  splitter.end();
  expect(lines).toEqual(['grüße', 'zwei', 'drei']);
});
