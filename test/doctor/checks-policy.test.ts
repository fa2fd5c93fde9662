// What the checks of the policy say, one target per line.
import { expect, test } from 'vitest';
import type { Node } from '../../src/core/ports.ts';
import { statePaths } from '../../src/state/cluster-state.ts';
import { writeRevision, type Revision } from '../../src/state/revisions.ts';
import { refusalOf } from '../../src/cluster/allowed-policy.ts';
import { policyCopies } from '../../src/doctor/checks/policy-copies.ts';
import { policyRunning } from '../../src/doctor/checks/policy-running.ts';
import { POLICY_FILE } from '../../src/kind/paths.ts';
import type { NodeSurvey } from '../../src/node/survey.ts';
import { fakeWorld } from '../kit/world.ts';
import { expectRow, type Row } from './check-row.ts';
import { controlPlane } from '../kit/engine.ts';
import { badPolicy, fakeTarget, file, goodPolicy, policyFiles, type TargetOptions } from './fake-target.ts';

const made: TargetOptions = { policy: policyFiles };
const disk = (project: string, deployed: string): TargetOptions => ({
  ...made,
  world: { files: { [policyFiles.project]: project, [policyFiles.deployed]: deployed } },
});

test.each<Row>([
  ['policy-valid', 'good', {}, 'ok', 'has no errors'],
  [
    'policy-valid',
    'a typo',
    { inspection: { policySource: badPolicy } },
    'fail',
    `${POLICY_FILE}:4:10: "Metdata" is not a level (did you mean Metadata?)`,
  ],
  [
    'policy-valid',
    'bytes that are no text',
    { inspection: { policySource: Buffer.concat([Buffer.from(goodPolicy), Buffer.of(0xff)]) } },
    'fail',
    'the file is not valid UTF-8 or UTF-16',
  ],
  [
    'policy-valid',
    'nothing there',
    { survey: { policy: { ...file(POLICY_FILE), type: null } } },
    'skip',
    'there is no policy',
  ],
  ['policy-copies', 'not ours', {}, 'skip', 'did not make'],
  ['policy-copies', 'edited', disk(`${goodPolicy}# x\n`, goodPolicy), 'warn', 'the policy in the node is not'],
  [
    'policy-copies',
    'no project file',
    { ...made, world: { files: { [policyFiles.deployed]: goodPolicy } } },
    'warn',
    'is not there',
  ],
  [
    'policy-copies',
    'no deployed copy',
    { ...made, world: { files: { [policyFiles.project]: goodPolicy } } },
    'warn',
    `${policyFiles.deployed} is no file that can be read: project`,
  ],
  ...([false, true] as const).map((isFile): Row => [
    'policy-mounted',
    isFile ? 'a folder in place of a mounted file' : 'a folder in a mounted folder',
    {
      survey: { policy: { ...file(POLICY_FILE), type: 'directory' } },
      containers: [
        {
          ...controlPlane('kind'),
          mounts: [{ source: '/s', target: isFile ? POLICY_FILE : '/etc/kubernetes/policies' }],
        },
      ],
    },
    'fail',
    isFile ? 'so the engine made a folder with its name' : `${POLICY_FILE} is a directory, and no file`,
  ]),
  ['stale-mount', 'a folder', {}, 'ok', 'sees every edit'],
  [
    'stale-mount',
    'a file',
    { inspection: { mounts: [{ root: '/p', point: POLICY_FILE, options: 'ro' }] } },
    'warn',
    'single file',
  ],
  ['stale-mount', 'no link left', { survey: { policy: { ...file(POLICY_FILE), links: 0 } } }, 'fail', 'links: 0'],
  [
    'stale-mount',
    'deleted',
    { inspection: { mounts: [{ root: '/p//deleted', point: POLICY_FILE, options: 'ro' }] } },
    'fail',
    'replaced on the host',
  ],
  ['container-sees-policy', 'the same', {}, 'ok', 'is the file in the node'],
  [
    'container-sees-policy',
    'not there',
    { inspection: { seenPolicy: { ...file(POLICY_FILE), type: null, sha256: null } } },
    'fail',
    'is not there',
  ],
  [
    'container-sees-policy',
    'another',
    { inspection: { seenPolicy: file(POLICY_FILE, 'other') } },
    'fail',
    'has different content',
  ],
  [
    'container-sees-policy',
    'nothing runs',
    { inspection: { server: null, seenPolicy: null } },
    'skip',
    'no API server runs',
  ],
  ['policy-running', 'older than the server', {}, 'ok', 'started after'],
  [
    'policy-running',
    'newer',
    { survey: { policy: { ...file(POLICY_FILE), modified: 2060 } } },
    'warn',
    '1 min 00 s after',
  ],
  [
    'policy-running',
    'a flag in two words, with underscores',
    {
      survey: { policy: { ...file(POLICY_FILE), modified: 2060 } },
      inspection: { server: { pid: 1, startedAt: 2000, args: ['--audit_policy_file', POLICY_FILE] } },
    },
    'warn',
    '1 min 00 s after',
  ],
  [
    'policy-running',
    'no policy in effect',
    { inspection: { server: { pid: 1, startedAt: 0, args: [] } } },
    'skip',
    'without a policy',
  ],
  ['ignored-keys', 'none', {}, 'ok', 'reported none'],
  [
    'ignored-keys',
    'one',
    {
      inspection: {
        lenient: String.raw`W1121 reader.go:77] Audit policy contains errors, falling back to lenient decoding: strict decoding error: unknown field \"rules[0].verb\"`,
      },
    },
    'warn',
    'unknown field "rules[0].verb"',
  ],
])('%s: %s', (...row) => expectRow(...row));

test.each<[string, Partial<NodeSurvey['policy']>, string | null, string]>([
  [
    'a folder',
    { type: 'directory' },
    null,
    'fix the policy first: kind-audit doctor --check policy-mounted --name kind',
  ],
  ['empty', { size: 0 }, '', 'fix the policy first: kind-audit doctor --check policy-mounted --name kind'],
  ['wrong', {}, 'kind: Pod', 'fix the policy first: kind-audit doctor --check policy-valid --name kind'],
  ['too large to be read', { size: 2 ** 30 }, null, 'kind-audit doctor --fix --name kind'],
  ['good', {}, goodPolicy, 'kind-audit doctor --fix --name kind'],
])('a changed policy that is %s: the fix names the check that says so', async (_what, policy, policySource, fix) => {
  const survey = { policy: { ...file(POLICY_FILE), modified: 2060, ...policy } };
  const target = fakeTarget({ survey, inspection: { policySource } });
  expect((await policyRunning.look(target, target.world.signal)).fix).toBe(fix);
});

test('a file that was written again with what is in effect is not another policy, as the history and the last proof say', async () => {
  const revision: Revision = {
    revision: 1,
    at: new Date(1000).toISOString(),
    command: '',
    what: '',
    meaning: [],
    outcome: 'in-effect',
    reason: '',
    audits: true,
    args: {},
  };
  for (const [inEffect, worked, status] of [
    [goodPolicy, goodPolicy, 'ok'],
    [goodPolicy, null, 'ok'],
    [goodPolicy, 'another', 'warn'],
    ['another', goodPolicy, 'warn'],
  ] as const) {
    const target = fakeTarget({ inspection: { policySource: goodPolicy } });
    const { world } = target;
    const survey = async (): Promise<NodeSurvey> => ({
      ...(await target.survey(target.controlPlanes[0] as Node)),
      policy: { ...file(POLICY_FILE, world.sha256(goodPolicy)), modified: 2060 },
    });
    const paths = statePaths(world, target.cluster);
    await writeRevision(world, paths, revision, inEffect);
    if (worked !== null) await world.files.write(paths.workedPolicy, worked);
    expect(await policyRunning.look({ ...target, survey }, world.signal)).toMatchObject({ status });
  }
});

test('a policy of the project that the settings do not allow is not deployed, and the file that decides is named', async () => {
  const made = fakeTarget({
    ...disk(`${goodPolicy}# x\n`, goodPolicy),
    survey: { policy: file(POLICY_FILE, fakeWorld().sha256(goodPolicy)) },
  });
  const { world } = made;
  world.disk.set('/etc/kind-audit.yaml', { data: 'enforce:\n  policy: gce\n', mode: 0o644 });
  world.disk.set('/templates/policies/gce.yaml', { data: goodPolicy, mode: 0o644 });
  const seen = await policyCopies.look({ ...made, refusal: refusalOf(world) }, world.signal);
  expect(seen).toMatchObject({ status: 'warn', fix: expect.stringContaining('or change /etc/kind-audit.yaml') });
  expect(JSON.stringify(seen.evidence)).toContain('/etc/kind-audit.yaml:2 enforces the policy preset gce');
  expect(seen.repairs ?? []).toEqual([]);
  expect((await policyCopies.look(made, world.signal)).repairs).toHaveLength(1);
});
