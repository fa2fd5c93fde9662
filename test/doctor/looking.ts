// One check on one patient.
import { expect } from 'vitest';
import { evidenceText } from '../../src/core/finding.ts';
import { checkTable } from '../../src/doctor/table.ts';
import { patient, type PatientOptions } from './patient.ts';

/** A check, what is peculiar, the patient, and what the check is to say. */
export type Row = readonly [id: string, peculiarity: string, patient: PatientOptions, status: string, evidence: string];

/** What a check says of such a patient; whatever is not well must come with what to type. */
export async function look(
  id: string,
  options: PatientOptions,
): Promise<{ status: string; evidence: string; fix?: string; keys: string[] }> {
  const target = patient(options);
  const check = checkTable.find((each) => each.id === id);
  if (check === undefined) throw new Error(`there is no check ${id}`);
  const seen = await check.look(target, new AbortController().signal);
  const { status, fix, repairs = [] } = seen;
  if (status === 'warn' || status === 'fail') expect(fix, `${id} says what to type`).toBeTruthy();
  else expect(repairs).toEqual([]);
  return {
    status,
    evidence: evidenceText(seen),
    ...(fix === undefined ? {} : { fix }),
    keys: repairs.map(({ key }) => [key.kind, key.node].filter((part) => part !== null).join(':')),
  };
}

/** Demands the row's status and, within the evidence, its words. */
export async function expectRow(...[id, , options, status, evidence]: Row): Promise<void> {
  const seen = await look(id, options);
  expect([seen.status, seen.evidence]).toEqual([status, expect.stringContaining(evidence)]);
}
