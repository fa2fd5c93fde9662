// The programs that a change runs in a node, on folders of this test.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import replaceManifest from '../../src/node/scripts/replace-manifest.sh';
import clear from '../../src/rollout/scripts/clear-folder.sh';
import endSecond from '../../src/rollout/scripts/end-second.sh';
import keepLog from '../../src/rollout/scripts/keep-log.sh';
import prepare from '../../src/rollout/scripts/prepare.sh';
import putFile from '../../src/rollout/scripts/put-file.sh';

let dir: string;
const at = (...names: readonly string[]): string => join(dir, ...names);

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'kind-audit-'));
  mkdirSync(at('logs'));
});

afterEach(() => rmSync(dir, { recursive: true }));

function run(script: string, words: readonly string[], input = ''): string {
  // Paths of a node are looked for in the folder of this test.
  const text = script.replaceAll('/var/log/pods', at('pods')).replaceAll('/var/lib/kind-audit/output', at('held'));
  return execFileSync('bash', ['-c', text, 'test', ...words], { input, encoding: 'utf8' });
}

const LOG = 'audit-2026-11-21T08-00-00,123.log';

/** Ends a second server that does not run any more. */
const end = (): string => run(endSecond, [at('second.yaml'), '65534', '1', 'none', '1', at('change', 'second-log')]);

test('the log of the second server outlives the first one that removes or packs it', () => {
  for (const happens of ['nothing', 'removed', 'packed']) {
    writeFileSync(at('logs', LOG), 'one\n');
    writeFileSync(at('second.yaml'), 'pod');
    run(keepLog, [at('logs', LOG), at('change', 'second-log')]);
    const writer = `exec 3>>'${at('logs', LOG)}'; ${happens === 'nothing' ? ':' : `rm '${at('logs', LOG)}'`}; echo two >&3`;
    execFileSync('bash', ['-c', writer]);
    if (happens === 'packed') writeFileSync(at('logs', `${LOG}.gz`), 'the first line, packed');
    end();
    expect(readFileSync(at('logs', LOG), 'utf8'), happens).toBe('one\ntwo\n');
    expect(readdirSync(at('logs')), happens).toEqual([LOG]);
    expect([existsSync(at('second.yaml')), readdirSync(at('change'))], happens).toEqual([false, []]);
  }
});

test('ending a second server that was never started does nothing', () => {
  expect(end()).toBe('');
});

test('output of a container outlives its pod, whose folder is there for a while, but not what the running pod has', () => {
  const podOf = (name: string): string => at('pods', `kube-system_kube-apiserver-n-1_${name}`, 'kube-apiserver');
  const keepOutput = (): void => {
    run(replaceManifest, [at('m', 'manifests', 'kube-apiserver.yaml'), at('kept'), '0'], 'pod');
    mkdirSync(at('change'), { recursive: true });
  };
  mkdirSync(at('m', 'manifests'), { recursive: true });
  const print = (pod: string, seconds: number, ...streams: readonly string[]): void => {
    mkdirSync(podOf(pod), { recursive: true });
    const text = streams.map((stream) => `2026-11-21T08:00:00.5Z ${stream} F ${pod} ${stream}\n`).join('');
    writeFileSync(join(podOf(pod), '0.log'), text);
    utimesSync(join(podOf(pod), '0.log'), seconds, seconds);
  };
  print('gone', 100, 'stderr', 'stdout');
  print('old', 200, 'stdout');
  print('silent', 300, 'stderr', 'stderr');
  print('running', 400, 'stdout');
  keepOutput();
  for (const pod of ['gone', 'silent']) rmSync(podOf(pod), { recursive: true });
  run(clear, [at('change'), at('logs', 'out.log'), at('held'), at()]);
  const read = (): string[] => readdirSync(at('logs')).map((name) => readFileSync(at('logs', name), 'utf8'));
  expect(readdirSync(at('logs'))).toEqual(['out-1970-01-01T00-01-40,000.log', 'out-1970-01-01T00-03-20,001.log']);
  expect(read()).toEqual([expect.stringContaining('gone stdout'), expect.stringContaining('old stdout')]);
  expect([existsSync(at('change')), existsSync(at('held'))]).toEqual([false, false]);

  // A change that was undone: the pod has its name again, and begins its log again.
  print('running', 500, 'stdout');
  keepOutput();
  rmSync(join(podOf('running'), '0.log'));
  print('running', 600, 'stdout', 'stdout');
  run(clear, [at('change'), at('logs', 'out.log'), at('held'), at()]);
  expect(readdirSync(at('logs')).at(-1)).toBe('out-1970-01-01T00-08-20,001.log');
});

test('what was there before a change is kept once, and a new file is there as a whole', () => {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  writeFileSync(at('kube-apiserver.yaml'), 'before');
  run(prepare, [at('change'), at('kube-apiserver.yaml'), at('none.yaml')], base64('policy'));
  writeFileSync(at('kube-apiserver.yaml'), 'after');
  run(prepare, [at('change'), at('kube-apiserver.yaml'), at('none.yaml')], base64('policy again'));
  expect(readdirSync(at('change')).toSorted()).toEqual(['kube-apiserver.yaml', 'policy.yaml']);
  expect(readFileSync(at('change', 'kube-apiserver.yaml'), 'utf8')).toBe('before');
  expect(readFileSync(at('change', 'policy.yaml'), 'utf8')).toBe('policy again');
  run(putFile, [at('new', 'file.yaml'), at('.half')], base64('whole'));
  expect(readFileSync(at('new', 'file.yaml'), 'utf8')).toBe('whole');
  expect(existsSync(at('.half'))).toBe(false);
});

test('a file that a restart of the node left half-written goes with the folder of the change, and nothing else', () => {
  mkdirSync(at('.kind-audit-folder'));
  mkdirSync(at('change'));
  for (const name of ['.kind-audit-7.yaml', '.kind-audit-new', 'own.yaml']) writeFileSync(at(name), '');
  run(clear, [at('change'), at('logs', 'out.log'), at('held'), at()]);
  expect(readdirSync(at()).toSorted()).toEqual(['.kind-audit-folder', 'logs', 'own.yaml']);
});
