// Delivery to one backend, whatever that answers: nothing lost, in order.
import { expect, test } from 'vitest';
import { fakeDisk } from '../../kit/append-files.ts';
import { batchOf } from '../../kit/http-server.ts';
import { down, named, ok, open, range, refusedIn, status } from './kit.ts';

test('batches that wait are joined into one body, which holds their events byte for byte', async () => {
  const tried = await open();
  for (const number of range(1, 5)) await tried.append(2 * number - 1, 2 * number);
  const { requests, health } = await tried.deliver(() => ok);
  const items = batchOf(...range(1, 10).map(named)).replace(/^.*?\[/, '');
  expect(requests.map(({ body }) => body)).toEqual([
    `{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[${items}`,
  ]);
  expect(health).toMatchObject({ state: 'ok', delivered: 10, repeats: 0 });
  const { backends } = await tried.spool.stats();
  expect(backends[0]?.backlog).toMatchObject({ records: 0, events: 0 });
});

test('no more than 1000 events and 256 KiB go into one body, except a batch that has more alone', async () => {
  const tried = await open();
  for (let first = 1; first <= 2000; first += 200) await tried.append(...range(first, first + 199));
  await tried.append(...range(2001, 3500));
  const large = batchOf({ ...named(3501), requestObject: 'x'.repeat(400_000) });
  await tried.appendBody(large, 1);
  await tried.append(3502);
  const { requests, accepted } = await tried.deliver(() => ok);
  expect(accepted).toEqual(range(1, 3502));
  for (const { numbers, body } of requests.slice(0, -3)) {
    expect(numbers.length).toBeLessThanOrEqual(1000);
    expect(body.length).toBeLessThanOrEqual(256 * 1024);
  }
  expect(requests.slice(-3).map(({ numbers }) => numbers.length)).toEqual([1500, 1, 1]);
});

test('lists of another version go alone', async () => {
  const tried = await open();
  await tried.append(1);
  await tried.append(2);
  await tried.appendBody(batchOf(named(3)).replace('audit.k8s.io/v1', 'audit.k8s.io/v2'), 1);
  await tried.appendBody(batchOf(named(4)).replace('"apiVersion":"audit.k8s.io/v1",', ''), 1);
  const { requests } = await tried.deliver(() => ok);
  expect(requests.map(({ body, numbers }) => [/"apiVersion":"([^"]+)"/.exec(body)?.[1], numbers])).toEqual([
    ['audit.k8s.io/v1', [1, 2]],
    ['audit.k8s.io/v2', [3]],
    [undefined, [4]],
  ]);
});

test('ndjson: each event on a line of its own, also one that was spread over several', async () => {
  const tried = await open();
  await tried.appendBody(JSON.stringify(JSON.parse(batchOf(named(1), named(2))), null, 2), 2);
  const { requests } = await tried.deliver(() => ok, { format: 'ndjson', annotations: new Map([['a', 'b']]) });
  const lines = (requests[0]?.body ?? '').split('\n');
  expect(lines.pop()).toBe('');
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { ...named(1), annotations: { a: 'b' } },
    { ...named(2), annotations: { a: 'b' } },
  ]);
});

test('a receiver that refuses connections for a minute: nothing is lost, in order, with waits that double', async () => {
  const tried = await open();
  for (const number of range(1, 20)) await tried.append(number);
  const { requests, accepted, health } = await tried.deliver(({ at }) => (at < 60_000 ? down : ok));
  expect(accepted).toEqual(range(1, 20));
  const times = requests.map(({ at }) => at);
  const waits = times.slice(1).map((at, before) => at - (times[before] ?? 0));
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000]);
  expect(health).toMatchObject({ state: 'ok', repeats: 7, delivered: 20 });
  expect(tried.notes).toEqual([
    'siem fails, and its events wait: it nothing listens at siem.example',
    'siem accepts events again, after 1 min 02 s',
  ]);
});

test('a receiver that is down while the forwarder is killed and starts again: nothing is lost', async () => {
  const disk = fakeDisk();
  const first = await open(disk);
  for (const number of range(1, 30)) await first.append(number);
  const over = new AbortController();
  await first.deliver(
    (_got, number) => {
      if (number === 3) over.abort(new Error('killed'));
      return down;
    },
    { over: over.signal },
  );
  // Without an end of its own.
  disk.restart();
  const second = await open(disk);
  await second.append(31);
  const { accepted } = await second.deliver(() => ok);
  expect(accepted).toEqual(range(1, 31));
});

test('a receiver that does not answer in time gets the same bytes again, which is counted', async () => {
  const tried = await open();
  await tried.append(1, 2);
  const late = { words: 'does not answer within 15.0 s', isLasting: false };
  const { requests, health } = await tried.deliver((_got, number) => (number <= 2 ? late : ok));
  expect(new Set(requests.map(({ body }) => body)).size).toBe(1);
  expect(health).toMatchObject({ delivered: 2, repeats: 2, lastError: { cause: late.words } });
});

test.each([
  [503, '7', 7000],
  [429, '7', 7000],
  [500, '3600', 60_000],
  [429, null, 500],
  [503, '0', 500],
])('%d with Retry-After %s: waits %d ms', async (code, retryAfter, ms) => {
  const tried = await open();
  await tried.append(1);
  const { requests, accepted } = await tried.deliver((_got, number) =>
    number === 1 ? status(code, { retryAfter }) : ok,
  );
  expect(accepted).toEqual([1]);
  expect(requests[1]?.at).toBe(ms);
});

test.each([400, 422])(
  '%d for one event: it alone is kept aside and counted, all others are delivered',
  async (code) => {
    const tried = await open();
    for (const number of range(1, 10)) await tried.append(10 * number, 10 * number + 1, 10 * number + 2);
    const { accepted, health, refused } = await tried.deliver(({ numbers }) =>
      numbers.includes(51) ? status(code, { body: 'not this one' }) : ok,
    );
    const all = range(1, 10).flatMap((number) => [10 * number, 10 * number + 1, 10 * number + 2]);
    expect(accepted).toEqual(all.filter((number) => number !== 51));
    expect(health).toMatchObject({ state: 'ok', refused: 1, delivered: 29 });
    expect(refused.count).toBe(1);
    expect(refusedIn(tried.disk)).toMatchObject([
      {
        backend: 'siem',
        status: code,
        answer: 'not this one',
        from: 'dev-control-plane',
        batch: 5,
        number: 1,
        event: named(51),
      },
    ]);
    expect(tried.notes.join('\n')).toContain(
      `siem refuses events (answers ${code}): they are kept in /state/spool/dead`,
    );
    // Another process knows of it, so that the status stays so until somebody has looked.
    const again = await (await open(tried.disk)).deliver(() => ok);
    expect(again.refused.count).toBe(1);
  },
);

test('413 halves until it fits, in order; one event that is too large alone is kept aside', async () => {
  const tried = await open();
  for (const number of range(1, 9)) await tried.append(number);
  await tried.appendBody(batchOf({ ...named(10), requestObject: 'x'.repeat(5000) }), 1);
  await tried.append(11);
  const { requests, accepted } = await tried.deliver(({ body }) => (body.length > 1000 ? status(413) : ok));
  expect(accepted).toEqual([...range(1, 9), 11]);
  expect(requests.filter(({ body }) => body.length > 1000).length).toBeGreaterThan(1);
  expect(refusedIn(tried.disk)).toMatchObject([{ status: 413, event: { auditID: '10' } }]);
});

test.each([
  ['401', status(401), 'answers 401: it wants to know who sends: set cert and key'],
  ['403', status(403), 'answers 403: it refuses this sender'],
  ['404', status(404), 'answers 404: there is nothing at /audit'],
  ['405', status(405), 'answers 405: it does not accept POST at /audit'],
  [
    '301',
    status(301, { location: '/audit/' }),
    'answers 301 to /audit/: events are sent to the address of its url only',
  ],
  ['307', status(307), 'answers 307: events are sent to the address of its url only'],
  ['207', status(207), 'answers 207'],
  ['TLS', { words: 'its certificate has expired', isLasting: true }, 'its certificate has expired'],
])('%s: kept, tried again each 30 s, and said once', async (_name, said, cause) => {
  const tried = await open();
  await tried.append(1);
  const { requests, accepted, health } = await tried.deliver((_got, number) => (number <= 4 ? said : ok));
  expect(accepted).toEqual([1]);
  expect(requests.map(({ at }) => at)).toEqual([0, 30_000, 60_000, 90_000, 120_000]);
  expect(health.lastError?.cause).toBe(cause);
  expect(tried.notes).toEqual([
    `siem fails, and its events wait: it ${cause}`,
    'siem accepts events again, after 2 min 00 s',
  ]);
  expect(refusedIn(tried.disk)).toEqual([]);
});

test('a short fault is not worth a line', async () => {
  const tried = await open();
  for (const number of range(1, 50)) {
    await tried.append(number);
    await tried.deliver((_got, attempt) => (attempt < 3 ? status(503) : ok));
  }
  expect(tried.notes).toEqual([]);
});

test('a BestEffort backend that hangs does not keep a Guaranteed one from anything, and its gap is counted', async () => {
  const backends = [
    { name: 'siem', maxLag: null },
    { name: 'lake', maxLag: 8192 },
  ];
  const tried = await open(fakeDisk(), { backends, segmentSize: 2048 });
  const over = new AbortController();
  const hanging = tried.deliver(
    () =>
      new Promise<never>((_resolve, reject) => {
        over.signal.addEventListener('abort', () => reject(over.signal.reason as Error));
      }),
    { backend: 'lake', draining: new AbortController().signal, over: over.signal },
  );
  const seen: number[] = [];
  for (const number of range(1, 100)) {
    await tried.append(number);
    const { requests, accepted } = await tried.deliver(() => ok);
    expect(requests).toHaveLength(1);
    seen.push(...accepted);
  }
  expect(seen).toEqual(range(1, 100));
  const before = (await tried.spool.stats()).backends[1];
  expect(before?.skipped.events).toBeGreaterThan(50);
  expect((before?.skipped.events ?? 0) + (before?.backlog.events ?? 0)).toBeGreaterThanOrEqual(99);
  over.abort(new Error('over'));
  await hanging;
  const { accepted } = await tried.deliver(() => ok, { backend: 'lake' });
  expect(accepted).toEqual(range(101 - accepted.length, 100));
  expect(tried.notes.join('\n')).toContain('lake lags too far');
});

test('a clock that jumps by an hour, and a machine that sleeps, change no wait', async () => {
  const tried = await open();
  await tried.append(1);
  const { clock } = tried.world;
  const real = clock.now;
  let jump = 0;
  clock.now = () => new Date(real().getTime() + jump);
  const jumps = [3_600_000, -3_600_000, 0, 7_200_000];
  const { requests } = await tried.deliver((_got, number) => {
    jump = jumps[number % jumps.length] ?? 0;
    return number < 8 ? status(503, { retryAfter: number === 4 ? new Date(real()).toUTCString() : null }) : ok;
  });
  const times = requests.map(({ at }) => at);
  for (const [before, at] of times.slice(1).entries()) {
    const waited = at - (times[before] ?? 0);
    expect(waited).toBeGreaterThanOrEqual(500);
    expect(waited).toBeLessThanOrEqual(60_000);
  }
});

test('what was accepted of batches that were sent together is not sent again after an end', async () => {
  const tried = await open();
  for (const number of range(1, 8)) await tried.append(number);
  const over = new AbortController();
  const first = await tried.deliver(
    ({ numbers }, number) => {
      if (number === 3) over.abort(new Error('killed'));
      return numbers.length > 4 ? status(413) : ok;
    },
    { over: over.signal },
  );
  expect(first.accepted).toEqual(range(1, 8));
  for (const number of range(9, 16)) await tried.append(number);
  const cut = new AbortController();
  const second = await tried.deliver(
    ({ numbers }, number) => {
      if (number < 3) return numbers.length > 4 ? status(413) : ok;
      cut.abort(new Error('killed'));
      return down;
    },
    { over: cut.signal },
  );
  expect(second.accepted).toEqual(range(9, 12));
  expect((await tried.deliver(() => ok)).accepted).toEqual(range(13, 16));
});

test('after an answer the next wait is a short one again', async () => {
  const tried = await open();
  const { requests } = await tried.deliver(() => ok);
  expect(requests).toEqual([]);
  for (const number of range(1, 2)) await tried.append(...range(1000 * number, 1000 * number + 999));
  const { requests: got } = await tried.deliver((_got, number) => (number % 4 === 0 ? ok : status(503)));
  const times = got.map(({ at }) => at);
  expect(times.slice(1, 4).map((at, before) => at - (times[before] ?? 0))).toEqual([500, 1000, 2000]);
  expect((times[5] ?? 0) - (times[4] ?? 0)).toBe(500);
});

test('draining delivers what is left, and gives up on a backend that fails at once', async () => {
  const tried = await open();
  await tried.append(1);
  const drained = await tried.deliver((_got, number) => (number === 1 ? status(503) : ok), { isPatient: false });
  expect(drained.accepted).toEqual([1]);
  await tried.append(2);
  const failing = await tried.deliver(() => status(401), { isPatient: false });
  expect(failing.requests).toHaveLength(1);
  expect(tried.world.clock.monotonic()).toBeLessThan(30_000);
  const draining = new AbortController();
  const cut = await tried.deliver(
    () => {
      draining.abort(new Error('drain'));
      return status(403);
    },
    { isPatient: false, draining: draining.signal },
  );
  expect(cut.requests).toHaveLength(1);
  expect((await tried.deliver(() => ok)).accepted).toEqual([2]);
});

test('an end in the middle of a request leaves its events in the spool', async () => {
  const tried = await open();
  await tried.append(1);
  const over = new AbortController();
  const ended = await tried.deliver(
    () => {
      over.abort(new Error('over'));
      throw over.signal.reason;
    },
    { over: over.signal },
  );
  expect(ended.accepted).toEqual([]);
  expect((await tried.deliver(() => ok)).accepted).toEqual([1]);
});

test('a spool that cannot be read for a while is read again', async () => {
  const tried = await open();
  await tried.append(1);
  let faults = 3;
  tried.disk.fault = (operation) => {
    if (operation !== 'read' || faults === 0) return null;
    faults -= 1;
    return { error: 'EIO' };
  };
  const { accepted, health } = await tried.deliver(() => ok);
  expect(accepted).toEqual([1]);
  expect(health.lastError?.cause).toContain('the spool cannot be read: EIO');
});

test('refused events that cannot be kept wait: nothing goes on without them', async () => {
  const tried = await open();
  await tried.append(1);
  await tried.append(2);
  let faults = 2;
  tried.disk.fault = (operation, path) => {
    if (operation !== 'create' || !path.includes('/dead/') || faults === 0) return null;
    faults -= 1;
    return { error: 'ENOSPC' };
  };
  const { accepted, requests } = await tried.deliver(({ numbers }) => (numbers.includes(1) ? status(400) : ok));
  expect(accepted).toEqual([2]);
  expect(requests.at(-1)?.at).toBeGreaterThanOrEqual(60_000);
  expect(refusedIn(tried.disk)).toHaveLength(1);
});

test('what is no list of events in the spool is kept aside', async () => {
  const tried = await open();
  await tried.append(1);
  await tried.appendBody('{"kind":"Event"}', 1);
  await tried.append(2);
  const { accepted } = await tried.deliver(() => ok);
  expect(accepted).toEqual([1, 2]);
  const [kept] = refusedIn(tried.disk);
  expect(Buffer.from(String(kept?.['event']), 'base64').toString()).toBe('{"kind":"Event"}');
});

test('it goes on when batches arrive, until it is drained', async () => {
  const tried = await open();
  const draining = new AbortController();
  const delivering = tried.deliver(
    ({ numbers }) => {
      if (numbers.includes(3)) draining.abort(new Error('drain'));
      return ok;
    },
    { draining: draining.signal },
  );
  for (const number of range(1, 3)) await tried.append(number);
  expect((await delivering).accepted).toEqual([1, 2, 3]);
});
