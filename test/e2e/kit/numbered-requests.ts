// Requests that carry a number, made inside a node to its own API server, and which of them were answered.
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import { run, type Scene } from './scene.ts';

const PKI = '/etc/kubernetes/pki';
/** Makes the log grow faster than the number of requests. */
const PADDING = 'x'.repeat(1500);

/** The objects that are asked for; none of them exists. */
export const NUMBERED = 'n-*';

/** Asks a node's API server for the numbers of a range, so many a second; those that got an HTTP answer are added to `answered`. */
export async function askNumbered(
  scene: Scene,
  [first, last]: readonly [number, number],
  perSecond: number,
  answered: Set<number>,
  node = `${scene.name}-control-plane`,
): Promise<void> {
  const url = `https://127.0.0.1:6443/api/v1/namespaces/default/configmaps/n-[${first}-${last}]?padding=${PADDING}`;
  const script = [
    `exec stdbuf --output=L curl --silent --output /dev/null --max-time 3 --rate ${perSecond}/s`,
    `--cert ${PKI}/apiserver-kubelet-client.crt --key ${PKI}/apiserver-kubelet-client.key --cacert ${PKI}/ca.crt`,
    `--write-out '%{http_code} %{url}\\n' '${url}'`,
  ];
  const { stdout } = await run(['docker', 'exec', node, 'bash', '-c', script.join(' ')]);
  for (const [, code, number] of stdout.matchAll(/^(\d{3}) \S*\/n-(\d+)\?/gm))
    if (code !== '000') answered.add(Number(number));
}

/** Asks for ever higher numbers, ten at a time, until stopped or a thousand were asked for. */
export async function askUntil(scene: Scene, first: number, stop: () => boolean, answered: Set<number>): Promise<void> {
  for (let from = first; from < first + 1000 && !stop(); from += 10) {
    await askNumbered(scene, [from, from + 9], 20, answered);
    // Where the node is down, this call returns at once.
    await wait(200);
  }
}

/** Expects that every number that was answered is shown, and that none is shown twice. */
export function expectEachOnce(shown: readonly number[], answered: ReadonlySet<number>): void {
  const all = new Set(shown);
  expect([...answered].filter((number) => !all.has(number))).toEqual([]);
  expect(shown.length).toBe(all.size);
}
