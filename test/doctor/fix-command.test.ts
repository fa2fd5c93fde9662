// `kind-audit doctor --fix` where a repair fails: exit code, words, and the document for programs.
import { expect, test } from 'vitest';
import { paused } from '../cluster/scene.ts';
import { runCli } from '../kit/run-cli.ts';

// The machine lacks the program that could unpause the node.
const title = 'unpause the node kind-control-plane';
const why = 'cannot unpause kind-control-plane: the program "docker" is not installed';

test('in words: the last examination, the repair, its state, and 3', async () => {
  const { world } = paused();
  const ran = await runCli('doctor --fix --yes --check node-running', { world });
  expect(ran.code).toBe(3);
  expect(ran.stdout.match(/kind-control-plane is paused/g), ran.stdout).toHaveLength(2);
  expect(ran.stderr).toContain(
    `error: the repair could not be made\n  ${title}: failed\n    ${why}\nnext: kind-audit doctor --name kind`,
  );
});

test('for programs: the same in the document', async () => {
  const { world } = paused();
  const ran = await runCli('doctor --fix --yes --check node-running -o json', { world });
  expect(ran.code).toBe(3);
  expect(JSON.parse(ran.stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
    schema: 'kind-audit.doctor/v2',
    ok: false,
    repairs: [{ kind: 'start', node: 'kind-control-plane', title, state: 'failed', problem: why, left: [] }],
  });
});
