// Following a real cluster's log over rotations, an API server's end and a node's restart: every event once.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askNumbered, askUntil, NUMBERED } from './kit/numbered-requests.ts';
import { must, run, setScene, start, until, type Running } from './kit/scene.ts';
import { killedAfterEach } from '../packed/kit/started.ts';

const scene = setScene('logs');
const node = `${scene.name}-control-plane`;
const BEGIN = '{"kind":"Event",';
const LOGS = '/var/log/kubernetes/kube-apiserver-audit*.log';

beforeAll(async () => {
  const ran = await scene.cli('up', '--yes', '--log-max-size', '1', '--log-max-backup', '90');
  expect(ran, ran.stderr).toMatchObject({ code: 0 });
});
afterAll(() => scene[Symbol.asyncDispose]());

const started = killedAfterEach();

/** Starts to follow; every line is kept as it arrives. */
function startFollowing(...args: string[]): Running & { readonly arrivals: readonly string[] } {
  const running = scene.startCli('logs', '--follow', '-o', 'json', ...args);
  started.push(running);
  const arrivals: string[] = [];
  let rest = '';
  running.child.stdout?.on('data', (bytes: Buffer) => {
    const lines = (rest + bytes.toString()).split('\n');
    rest = lines.pop() ?? '';
    arrivals.push(...lines);
  });
  return { ...running, arrivals };
}

interface Seen {
  readonly auditID: string;
  readonly stage: string;
  readonly stageTimestamp: string;
  readonly objectRef?: { readonly name?: string };
}

const events = (arrivals: readonly string[]): Seen[] => arrivals.map((line) => JSON.parse(line) as Seen);
const stages = (seen: readonly Seen[]): string[] => seen.map(({ auditID, stage }) => `${auditID} ${stage}`);
const numberOf = ({ objectRef }: Seen): number => Number(objectRef?.name?.slice(2));

/** A server that ends while it writes leaves half an event, and the first event of the next one follows it on its line. */
function withoutHalf(line: string): string {
  const second = line.lastIndexOf(BEGIN);
  if (second <= 0) return line;
  expect(() => JSON.parse(line) as unknown).toThrow(SyntaxError);
  return line.slice(second);
}

async function nothingRunsInTheNode(): Promise<void> {
  await until(
    'nothing is left running in the node',
    async () => (await scene.inNode("pgrep --full 'kind-audit-log[s]' || true")) === '',
    10_000,
  );
}

test('lost 0, repeated 0 over rotations, a killed API server and a restarted node', async () => {
  const everything = startFollowing('--all-stages');
  const requests = startFollowing('--object', NUMBERED);
  await until('the last events are there', () => everything.arrivals.length >= 10);
  // Of the requests before it followed, only the last ten are shown.
  await until('the other one follows', async () => {
    await askNumbered(scene, [0, 0], 10, new Set());
    return requests.arrivals.length > 0;
  });
  const files = async (): Promise<number> => Number(await scene.inNode(`ls ${LOGS} | wc --lines`));
  const filesBefore = await files();

  const answered = new Set<number>();
  await askNumbered(scene, [1, 800], 50, answered);
  expect(answered.size).toBeGreaterThan(700);
  await until('all are shown', () => {
    const shown = new Set(events(requests.arrivals).map(numberOf));
    return [...answered].every((number) => shown.has(number));
  });

  const server = (): Promise<string> => scene.inNode('pgrep --exact kube-apiserver || true');
  const before = await server();
  let back = false;
  const duringCrash = askUntil(scene, 10_001, () => back, answered);
  await scene.inNode('kill -KILL $(pgrep --exact kube-apiserver)');
  await until('another API server answers', async () => {
    const now = await server();
    return now !== '' && now !== before && (await isReady());
  });
  back = true;
  await duringCrash;

  back = false;
  const duringRestart = askUntil(scene, 20_001, () => back, answered);
  await must(['docker', 'restart', node]);
  await until('the API server answers again', isReady, 120_000);
  back = true;
  await duringRestart;
  await askNumbered(scene, [30_001, 30_200], 50, answered);
  const lastAnswered = Math.max(...answered);
  expect(lastAnswered).toBeGreaterThan(30_000);

  for (const { arrivals } of [everything, requests])
    await until('the last request is shown', () => events(arrivals).some((event) => numberOf(event) === lastAnswered));
  expect((await files()) - filesBefore).toBeGreaterThanOrEqual(3);

  // What the log has from the first line shown to the last one is what was shown, line by line.
  const shown = [...everything.arrivals];
  const written = (await scene.inNode(`cat $(ls ${LOGS} | sort)`)).split('\n');
  const log = written.map(withoutHalf);
  const from = log.indexOf(shown[0] ?? '');
  expect(from).toBeGreaterThanOrEqual(0);
  expect(log.slice(from, from + shown.length)).toEqual(shown);
  expect(new Set(stages(events(everything.arrivals.slice(0, shown.length)))).size).toBe(shown.length);

  const inRequests = events(requests.arrivals);
  expect([...answered].filter((number) => !new Set(inRequests.map(numberOf)).has(number))).toEqual([]);
  expect(new Set(stages(inRequests)).size).toBe(inRequests.length);

  for (const [running, signal, code] of [
    [everything, 'SIGTERM', 143],
    [requests, 'SIGINT', 130],
  ] as const) {
    running.child.kill(signal);
    const ran = await running.ended;
    expect(ran.code).toBe(code);
    expect(ran.stderr).toMatch(new RegExp(`${node} is down, waiting for it: .*\\n(.*\\n)*.*${node} is back`));
    expect(ran.stderr).not.toContain('missing');
    if (log.every((line, index) => line === written[index])) expect(ran.stderr).not.toContain('left out');
  }
  await nothingRunsInTheNode();
}, 300_000);

/** Whether the API server answers in the node. */
async function isReady(): Promise<boolean> {
  const script = 'kubectl --kubeconfig /etc/kubernetes/admin.conf get --raw /readyz';
  return (await run(['docker', 'exec', node, 'bash', '-c', script])).stdout === 'ok';
}

test('a reader that closes the pipe ends it, even when there is nothing to write', async () => {
  const script = '"$0" logs --follow -o json "$@" | head --lines 1; echo "${PIPESTATUS[0]}"';
  const outcome = await start(['bash', '-c', script, scene.program], { env: scene.env }).ended;
  expect(outcome.stdout).toMatch(/^\{.*\}\n(0|141)\n$/);
  const silent = '"$0" logs --follow --id nobody | sleep 2; echo "${PIPESTATUS[0]}"';
  const quiet = await start(['bash', '-c', silent, scene.program], { env: scene.env }).ended;
  expect(quiet.stdout).toMatch(/^(0|141)\n$/);
  await nothingRunsInTheNode();
});

test('a follow that is killed leaves nothing running in the node either', async () => {
  const following = startFollowing();
  await until('the last events are there', () => following.arrivals.length >= 10);
  expect(await scene.inNode("pgrep --full 'kind-audit-log[s]'")).not.toBe('');
  following.child.kill('SIGKILL');
  await following.ended;
  await nothingRunsInTheNode();
});
