// The programs that a change runs in a node, on folders of this test.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import clear from '../../src/rollout/scripts/clear-folder.sh';
import endSecond from '../../src/rollout/scripts/end-second.sh';
import keepLog from '../../src/rollout/scripts/keep-log.sh';
import keepOutput from '../../src/rollout/scripts/keep-output.sh';
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
  const text = script.replaceAll('/var/log/pods', at('pods'));
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

test('output of a container outlives its pod, and only that', () => {
  for (const pod of ['gone', 'there']) {
    const folder = at('pods', `kube-system_kube-apiserver-n-1_${pod}`, 'kube-apiserver');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, '0.log'), `${pod}\n`);
  }
  writeFileSync(at('file.yaml'), '    - --audit-log-path=/var/log/a.log\n');
  run(keepOutput, [at('change'), at('file.yaml')]);
  expect(existsSync(at('change'))).toBe(false);
  writeFileSync(at('output.yaml'), '    - "--audit-log-path=-"\n');
  run(keepOutput, [at('change'), at('output.yaml')]);
  rmSync(at('pods', 'kube-system_kube-apiserver-n-1_gone'), { recursive: true });
  run(clear, [at('change'), at('logs', 'out.log')]);
  const kept = readdirSync(at('logs'));
  expect(kept).toEqual([expect.stringMatching(/^out-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d,000\.log$/)]);
  expect(readFileSync(at('logs', kept[0] ?? ''), 'utf8')).toBe('gone\n');
  expect(existsSync(at('change'))).toBe(false);
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
