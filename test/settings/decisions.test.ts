// What settings allow: another policy, less in the log, no auditing.
import { expect, test } from 'vitest';
import { enforcedPolicy } from '../../src/settings/enforced-policy.ts';
import { mayDisable } from '../../src/settings/may-disable.ts';
import { MACHINE, PROJECT, settingsOf } from './kit.ts';

test('only the policy that is enforced may be used, under any name', () => {
  const { policy } = settingsOf('enforce:\n  policy: gce').enforced;
  if (policy === null) throw new Error('nothing is enforced');
  expect(enforcedPolicy(policy, 'rules', { content: 'rules', source: 'copy.yaml' })).toBe(null);
  expect(enforcedPolicy(policy, 'rules', { content: Buffer.from('rules'), source: 'copy.yaml' })).toBe(null);
  expect(enforcedPolicy(policy, 'rules', { content: 'rules ', source: 'mine.yaml' })).toMatchObject({
    code: 'enforced',
    exitCode: 1,
    message: `${PROJECT}:2 enforces the policy preset gce, so mine.yaml cannot be used`,
    hint: `name no policy, and preset gce is used; or change ${PROJECT}`,
  });
});

test("the machine's policy is enforced before the project's", () => {
  const { enforced } = settingsOf('enforce: {policy: gce}', 'enforce: {policy: ./a.yaml}');
  expect(enforced.policy).toMatchObject({ value: '/etc/a.yaml', place: { file: MACHINE } });
});

test.each([
  [undefined, undefined, null],
  ['enforce: {auditing: false}', 'enforce:', null],
  ['policy: gce', 'name: x', null],
  ['enforce: {auditing: true}', undefined, `${PROJECT}:1 enforces auditing`],
  ['enforce: {auditing: false}', '\nenforce: {auditing: true}', `${MACHINE}:2 enforces auditing`],
  ['enforce: {auditing: true}', 'enforce: {auditing: false}', `${PROJECT}:1 enforces auditing`],
  ['enforce: {policy: gce}', undefined, `${PROJECT}:1 enforces an audit policy`],
  ['enforce: {minimum: [{request: /x, level: Request}]}', undefined, `${PROJECT}:1 enforces that "/x" is logged`],
])('with %j and for the machine %j auditing may be disabled unless %s', (project, machine, reason) => {
  const problem = mayDisable(settingsOf(project, machine));
  if (reason === null) expect(problem).toBe(null);
  else
    expect(problem).toMatchObject({ code: 'enforced', message: `auditing cannot be disabled: ${reason}`, exitCode: 1 });
});
