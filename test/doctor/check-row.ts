// One check on one target.
import { expect } from 'vitest';
import { evidenceText } from '../../src/core/finding.ts';
import { checkTable } from '../../src/doctor/table.ts';
import { wrongCalls } from './fix-lines.ts';
import { fakeTarget, type TargetOptions } from './fake-target.ts';

/** A check, what is special, the target, and what the check must say. */
export type Row = readonly [id: string, peculiarity: string, target: TargetOptions, status: string, evidence: string];

/** What a check says about such a target; a warning or a failure must come with what to type. */
export async function look(
  id: string,
  options: TargetOptions,
): Promise<{ status: string; evidence: string; fix?: string; keys: string[] }> {
  const target = fakeTarget(options);
  const check = checkTable.find((each) => each.id === id);
  if (check === undefined) throw new Error(`there is no check ${id}`);
  const seen = await check.look(target, new AbortController().signal);
  const { status, fix, repairs = [] } = seen;
  expect(await wrongCalls(fix ?? ''), `${id}: the commands of its fix`).toEqual([]);
  expect(fix ?? '', `${id} deletes nothing of a person's`).not.toMatch(/system prune|rm -rf/);
  if (status === 'warn' || status === 'fail') expect(fix, `${id} says what to type`).toBeTruthy();
  else expect(repairs).toEqual([]);
  return {
    status,
    evidence: evidenceText(seen),
    ...(fix === undefined ? {} : { fix }),
    keys: repairs.map(({ key }) => [key.kind, key.node].filter((part) => part !== null).join(':')),
  };
}

/** Expects the row's status and, within the evidence, its words. */
export async function expectRow(...[id, , options, status, evidence]: Row): Promise<void> {
  const seen = await look(id, options);
  expect([seen.status, seen.evidence]).toEqual([status, expect.stringContaining(evidence)]);
}
