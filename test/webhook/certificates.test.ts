// Certificates of a sink: made, used again, refused, and swapped while it runs.
import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ServerTls } from '../../src/core/http-server.ts';
import { Problem } from '../../src/core/problem.ts';
import { pem } from '../../src/io/pem.ts';
import { daysLeft, pairFault } from '../../src/webhook/certificates/faults.ts';
import { makeCertificates } from '../../src/webhook/certificates/folder.ts';
import { servingPair, servingRemark, watchPair } from '../../src/webhook/certificates/serving-pair.ts';
import { makeAuthority, makeLeaf, type Pair } from '../../src/webhook/certificates/x509.ts';
import { textOf } from '../kit/files.ts';
import { fakeWorld, type FakeWorld } from '../kit/world.ts';

const DAY = 86_400_000;
const now = Date.UTC(2026, 10, 21);
const folder = '/project/certs';
const hosts = ['127.0.0.1', 'localhost', 'a.example', '::1'];

const fileOf = (world: FakeWorld, name: string): string => textOf(world.disk.get(`${folder}/${name}`)) ?? '';
const put = (world: FakeWorld, name: string, { cert, key }: Pair): void => {
  world.disk.set(`${folder}/${name}.crt`, { data: cert, mode: 0o644 });
  world.disk.set(`${folder}/${name}.key`, { data: key, mode: 0o600 });
};

/** Why making fails; empty where it does not. */
async function refusal(world: FakeWorld): Promise<string> {
  try {
    await makeCertificates(world, folder, hosts);
    return '';
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    expect(error.hint).not.toBe(undefined);
    return error.message;
  }
}

describe('made', () => {
  test('a CA for ten years, and leaves for 90 days, each for its purpose and names', async () => {
    const world = fakeWorld({ parts: { pem } });
    const { made, remarks } = await makeCertificates(world, folder, hosts);
    expect([made, remarks]).toEqual([['ca.key', 'ca.crt', 'server.key', 'server.crt', 'client.key', 'client.crt'], []]);
    const [ca, server, client] = ['ca', 'server', 'client'].map((name) => ({
      cert: fileOf(world, `${name}.crt`),
      key: fileOf(world, `${name}.key`),
      mode: world.disk.get(`${folder}/${name}.key`)?.mode,
    }));
    if (ca === undefined || server === undefined || client === undefined) throw new Error('missing');
    expect([ca.mode, server.mode, client.mode]).toEqual([0o600, 0o600, 0o600]);
    const read = (text: string) => pem.certificates(text)?.[0];
    expect(read(ca.cert)).toMatchObject({ isAuthority: true, kind: 'EC P-256', to: now + 3652 * DAY });
    expect(read(server.cert)).toMatchObject({
      isAuthority: false,
      isForServers: true,
      isForClients: false,
      to: now + 90 * DAY,
    });
    expect(read(client.cert)).toMatchObject({ isAuthority: false, isForServers: false, isForClients: true });
    expect(new X509Certificate(server.cert).subjectAltName).toBe(
      'IP Address:127.0.0.1, DNS:localhost, DNS:a.example, IP Address:0:0:0:0:0:0:0:1',
    );
    for (const [pair, purpose, names] of [
      [server, 'server', hosts],
      [client, 'client', []],
    ] as const)
      expect(pairFault(pem, { ...pair, ca: ca.cert, purpose, hosts: names }, now)).toBe(null);
  });

  test('what is there and good is used, and only the rest is made', async () => {
    const world = fakeWorld({ parts: { pem } });
    await makeCertificates(world, folder, hosts);
    const before = new Map([...world.disk].map(([path, file]) => [path, textOf(file)]));
    expect(await makeCertificates(world, folder, hosts)).toEqual({ made: [], remarks: [] });
    world.disk.delete(`${folder}/client.crt`);
    world.disk.delete(`${folder}/client.key`);
    expect((await makeCertificates(world, folder, hosts)).made).toEqual(['client.key', 'client.crt']);
    for (const name of ['ca.crt', 'ca.key', 'server.crt', 'server.key'])
      expect(fileOf(world, name)).toBe(before.get(`${folder}/${name}`));
  });
});

describe('refused, and nothing is changed', () => {
  let ca: Pair;
  let other: Pair;
  const leaf = { name: 'x', purpose: 'server', from: now - DAY, until: now + DAY } as const;
  const names = hosts.map((value) => ({ type: /^[\d.:]+$/.test(value) ? 'ip' : 'dns', value }) as const);
  beforeAll(async () => {
    ca = await makeAuthority('ca', { from: now - DAY, until: now + 100 * DAY });
    other = await makeAuthority('ca', { from: now - DAY, until: now + 100 * DAY });
  });

  test.each<[string, () => Promise<Partial<Record<string, Pair>>>, string]>([
    [
      'expired',
      async () => ({
        server: await makeLeaf(ca, { ...leaf, hosts: names, from: now - 5 * DAY, until: now - 3 * DAY }),
      }),
      'server.crt: the certificate expired 3 days ago (2026-11-18)',
    ],
    [
      'not yet valid',
      async () => ({ server: await makeLeaf(ca, { ...leaf, hosts: names, from: now + DAY, until: now + 2 * DAY }) }),
      'server.crt: the certificate is not valid yet: begins in 1 day (2026-11-22)',
    ],
    [
      'another name',
      async () => ({ server: await makeLeaf(ca, { ...leaf, hosts: names.slice(0, 2) }) }),
      'server.crt: the certificate is not for a.example, ::1',
    ],
    [
      'another purpose',
      async () => ({ client: await makeLeaf(ca, { ...leaf, hosts: [] }) }),
      'client.crt: the certificate is not for a client',
    ],
    [
      'another CA',
      async () => ({ server: await makeLeaf(other, { ...leaf, hosts: names }) }),
      'server.crt: the certificate is not signed by the CA in ca.crt',
    ],
    [
      'another key',
      async () => ({ server: { ...(await makeLeaf(ca, { ...leaf, hosts: names })), key: other.key } }),
      'server.crt: the key does not belong to the certificate',
    ],
    [
      'no certificate',
      async () => ({ server: { cert: 'x', key: ca.key } }),
      'server.crt: the certificate cannot be read',
    ],
    [
      'no key',
      async () => ({ server: { ...(await makeLeaf(ca, { ...leaf, hosts: names })), key: 'x' } }),
      'server.crt: the key cannot be read',
    ],
    [
      'no CA',
      async () => ({ ca: await makeLeaf(ca, { ...leaf, hosts: names }) }),
      'ca.crt: the certificate is not that of a CA',
    ],
    [
      'an expired CA',
      async () => ({ ca: await makeAuthority('ca', { from: now - 9 * DAY, until: now - DAY }) }),
      'ca.crt: the certificate expired 1 day ago (2026-11-20)',
    ],
  ])('%s', async (_title, pairs, words) => {
    const world = fakeWorld({ parts: { pem } });
    for (const [name, pair] of Object.entries({ ca, ...(await pairs()) }))
      if (pair !== undefined) put(world, name, pair);
    const before = [...world.disk].map(([path, file]) => [path, textOf(file)]);
    expect(await refusal(world)).toBe(`${folder}/${words}`);
    for (const [path, text] of before) expect(textOf(world.disk.get(path ?? ''))).toBe(text);
  });

  test('half of a pair', async () => {
    const world = fakeWorld({ parts: { pem }, files: { [`${folder}/ca.crt`]: ca.cert } });
    expect(await refusal(world)).toBe(`${folder} has ca.crt, but no ca.key`);
  });

  test('what is near its end is used, and said', async () => {
    const world = fakeWorld({ parts: { pem } });
    put(world, 'ca', ca);
    put(world, 'server', await makeLeaf(ca, { ...leaf, hosts: names, from: now - 80 * DAY, until: now + 10 * DAY }));
    const { remarks } = await makeCertificates(world, folder, hosts);
    expect(remarks).toEqual([
      expect.stringMatching(/server\.crt is valid for 10 more days: rm .*server\.crt .*server\.key/),
    ]);
    expect(daysLeft({ from: now - 60 * DAY, to: now + 30 * DAY }, now)).toBe(null);
  });

  test('a server serves with what clients will refuse, and says so', async () => {
    const expired = { ...leaf, hosts: names, from: now - 5 * DAY, until: now - 3 * DAY };
    const world = fakeWorld({ parts: { pem } });
    put(world, 'server', await makeLeaf(ca, expired));
    const pair = await servingPair(world, folder);
    expect(pair.clientCa).toBe(null);
    expect(servingRemark(world, pair)).toBe('the certificate expired 3 days ago (2026-11-18)');
  });
});

describe('swapped', () => {
  /** Watches while `swaps` change the files, one before each look, and then once more. */
  async function watched(swaps: readonly ((world: FakeWorld) => void)[]): Promise<readonly string[]> {
    const world = fakeWorld({ parts: { pem } });
    await makeCertificates(world, folder, hosts);
    const current = await servingPair(world, folder);
    const said: string[] = [];
    const stop = new AbortController();
    const left = [...swaps];
    const clock = {
      ...world.clock,
      async sleep(): Promise<void> {
        said.push('look');
        left.shift()?.(world);
        if (said.filter((each) => each === 'look').length > swaps.length + 1) stop.abort(new Error('over'));
        stop.signal.throwIfAborted();
      },
    };
    const onNew = ({ cert, key }: ServerTls): void => {
      said.push(cert === fileOf(world, 'server.crt') && key === fileOf(world, 'server.key') ? 'new' : 'wrong');
    };
    const onFault = (fault: string): void => void said.push(fault);
    await watchPair({ ...world, clock }, folder, current, { onNew, onFault }, stop.signal).catch(() => undefined);
    return said.filter((each) => each !== 'look');
  }

  let next: Pair;
  beforeAll(async () => {
    const ca = await makeAuthority('ca', { from: now - DAY, until: now + DAY });
    next = await makeLeaf(ca, { name: 'x', purpose: 'server', hosts: [], from: now - DAY, until: now + DAY });
  });
  const write = (name: string, data: string) => (world: FakeWorld) =>
    void world.disk.set(`${folder}/${name}`, { data, mode: 0o600 });

  test('nothing is said of files that stay', async () => {
    expect(await watched([() => undefined])).toEqual([]);
  });

  test('a half-written pair is ignored with a warning, once; the new one is used when it is whole', async () => {
    const steps = [write('server.crt', next.cert), () => undefined, write('server.key', next.key), () => undefined];
    expect(await watched(steps)).toEqual([expect.stringContaining('the key does not belong'), 'new']);
  });

  test('a certificate that is cut off, a file that is missing, and a CA that is gone', async () => {
    const steps = [
      write('server.crt', next.cert.slice(0, 200)),
      (world: FakeWorld) => void world.disk.delete(`${folder}/server.crt`),
      (world: FakeWorld) => put(world, 'server', next),
      (world: FakeWorld) => void world.disk.delete(`${folder}/ca.crt`),
    ];
    expect(await watched(steps)).toEqual([
      'server.crt and server.key: the certificate cannot be read',
      'server.crt is missing',
      'new',
      'ca.crt is missing',
    ]);
  });
});
