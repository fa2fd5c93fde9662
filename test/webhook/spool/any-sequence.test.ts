// Any sequence of appends, deliveries, crashes, power cuts, failing disks and flipped bits: no answered batch is lost but
// those whose bits flipped, and these are counted; the order is kept.
import { expect, test } from 'vitest';
import type { SpoolSettings } from '../../../src/webhook/spool/spool-world.ts';
import { fakeDisk, type FakeDisk, type Fault, type Kill } from '../../kit/append-files.ts';
import { generated, type Generated } from '../../kit/generated.ts';
import { eventsOfAll, open, range, statsOf } from './spool-kit.ts';

type Random = Generated['random'];

interface Story {
  readonly disk: FakeDisk;
  readonly random: Random;
  readonly answered: Set<number>;
  readonly sent: Set<number>;
  readonly settings: Partial<SpoolSettings>;
  next: number;
  flips: number;
}

/** A process from its start to its end, which is a crash or a normal one. */
async function live(story: Story): Promise<void> {
  const { disk, random } = story;
  const now: number[] = [];
  const answered = new Set<number>();
  const ends = random.chance(0.8);
  const at = disk.calls.length + 1 + random.below(90);
  const faults = random.chance(0.3);
  const kill = random.pick<Kill>(['kill', 'kill-after', 'kill-half']);
  disk.fault = (operation): Fault | null => {
    if (ends && disk.calls.length === at) return kill;
    if (!faults || !random.chance(0.1)) return null;
    if (operation === 'write') return { error: 'ENOSPC', half: random.chance(0.5) };
    return operation === 'sync' || operation === 'create' ? { error: 'EIO' } : null;
  };
  await Promise.race([act(story, answered, now), disk.killed]);
  for (const number of answered) story.answered.add(number);
  for (const number of now) story.sent.add(number);
  // In the order in which they were appended, and none twice within one life.
  expect(now).toEqual([...new Set(now)].toSorted((one, other) => one - other));
}

async function act(story: Story, answered: Set<number>, now: number[]): Promise<void> {
  const { disk, random, settings } = story;
  try {
    const { spool, append, deliver } = await open(disk, settings, answered, now);
    for (let step = 0; step < 12; step += 1) {
      if (random.chance(0.6)) {
        const from = story.next;
        story.next += 1 + random.below(4);
        await append(...range(from, story.next - 1)).catch(() => undefined);
      } else await deliver('siem', 1 + random.below(5));
    }
    await spool.close();
  } catch {
    // It could not start, or read: the next process may.
  }
}

function flipOne({ disk, random }: Story): number {
  const path = random.pick(disk.paths().filter((name) => name.endsWith('.log')));
  const bytes = path === undefined ? Buffer.alloc(0) : disk.bytes(path);
  if (bytes.length === 0) return 0;
  const at = random.below(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
  return 1;
}

async function tell(
  random: Random,
  flipping: boolean,
): Promise<Story & { readonly lost: { records: number; events: number } }> {
  const settings = { segmentSize: random.pick([200, 400, 2000]), keepDelivered: random.pick([0, 500]) };
  const story: Story = { disk: fakeDisk(), random, answered: new Set(), sent: new Set(), settings, next: 1, flips: 0 };
  const { disk } = story;
  for (let lives = 1 + random.below(6); lives > 0; lives -= 1) {
    await live(story);
    if (random.chance(0.4)) disk.cutPower(random);
    else disk.restart();
    if (flipping && random.chance(0.4)) story.flips += flipOne(story);
  }
  const { append, deliver, spool } = await open(disk, settings);
  await append(story.next);
  for (const number of await deliver()) story.sent.add(number);
  return { ...story, lost: (await statsOf(spool)).lost };
}

test('without flipped bits nothing that was answered is lost, and nothing is counted as lost', async () => {
  const { random, rounds } = generated(51, 50);
  for (let round = 0; round < rounds; round += 1) {
    const { answered, sent, lost } = await tell(random, false);
    expect([...answered].filter((number) => !sent.has(number))).toEqual([]);
    expect(lost).toEqual({ records: 0, events: 0 });
  }
});

test('with flipped bits, what is lost is counted, and is no more than the flips', async () => {
  const { random, rounds } = generated(52, 50);
  let hits = 0;
  for (let round = 0; round < rounds; round += 1) {
    const { answered, sent, lost, flips } = await tell(random, true);
    const missing = [...answered].filter((number) => !sent.has(number));
    expect(lost.records).toBeGreaterThanOrEqual(missing.length);
    expect(lost.events).toBeGreaterThanOrEqual(eventsOfAll(missing));
    expect(lost.records).toBeLessThanOrEqual(flips);
    hits += missing.length;
  }
  expect(hits).toBeGreaterThan(rounds / 20);
});
