// The doctor in end-to-end tests: its report as a value, and API servers that are killed.
import { expect } from 'vitest';
import type { Document, DocumentOf } from '../../../src/report/documents/table.ts';
import { until, type Ran, type Scene } from './scene.ts';

export interface CheckSeen {
  readonly id: string;
  readonly status: string;
  /** The texts of the evidence. */
  readonly evidence: string;
  /** The nodes that the evidence is about. */
  readonly nodes: readonly string[];
  readonly fix: string | null;
}

export interface Report extends Ran {
  readonly ok: boolean;
  /** A check by its id. */
  check(id: string): CheckSeen | undefined;
  /** The ids of the checks with this status. */
  all(status: string): string[];
}

/** Runs `doctor -o json`; with --fix there are lines of steps before the report, and after it a problem where one is left. */
export async function doctor(scene: Scene, ...args: string[]): Promise<Report> {
  const ran = await scene.cli('doctor', '-o', 'json', ...args);
  const documents = ran.stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Document]));
  const report = documents.find(({ schema }) => schema === 'kind-audit.doctor/v2') as
    | DocumentOf<'kind-audit.doctor/v2'>
    | undefined;
  if (report === undefined) throw new Error(`no report: ${ran.stdout}${ran.stderr}`);
  const checks = report.checks.map(({ id, status, evidence, fix }) => ({
    id,
    status,
    evidence: evidence.map(({ text }) => text).join('; '),
    nodes: evidence.flatMap(({ node }) => node ?? []),
    fix,
  }));
  return {
    ...ran,
    ok: report.ok,
    check: (id) => checks.find((check) => check.id === id),
    all: (status) => checks.filter((check) => check.status === status).map(({ id }) => id),
  };
}

/** Lets the doctor fix everything, and expects no failure and no warning after it. */
export async function fixAll(scene: Scene): Promise<Report> {
  const report = await doctor(scene, '--fix', '--yes');
  expect([report.all('fail'), report.all('warn')], report.stdout.slice(-6000)).toEqual([[], []]);
  expect(report.code).toBe(0);
  return report;
}

/** Kills the API server of a node and waits until it has crashed again, so that its message can be read. */
export async function crashApiServer(scene: Scene, node?: string): Promise<void> {
  await scene.inNode('kill -KILL $(pgrep --exact kube-apiserver)', node);
  const script = `cat /var/log/pods/kube-system_kube-apiserver-*/kube-apiserver/*.log | grep --count '"command failed"' || true`;
  await until('the API server has crashed', async () => Number(await scene.inNode(script, node)) > 0);
}
