// The commands on policies alone, and the one on schemas.
import { expect } from 'vitest';
import type { CliOptions } from '../../kit/run-cli.ts';
import type { CommandCases } from './case.ts';

const good = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n';
const withPolicy = (): CliOptions => ({ files: { 'p.yaml': good, 'bad.yaml': good.replace('Metadata', 'Metdata') } });
const waiting = (): CliOptions => ({ ...withPolicy(), interruptAt: 'stdin' });
const suite = 'policy: p.yaml\ncases:\n- {request: GET /healthz, user: jane, expect: Metadata}\n';
const withSuite = (): CliOptions => ({ files: { 'p.yaml': good, 's.yaml': suite } });

/** The command prints at once, and waits for nothing: Ctrl-C can only come before. */
const before = (line: string) => ({ line, given: (): CliOptions => ({ interruptAt: 'start' }), stdout: '' });

export const policyCases: Readonly<Record<string, CommandCases>> = {
  'policy lint': {
    works: { line: 'policy lint p.yaml gce', given: withPolicy, stdout: 'p.yaml: the API server' },
    refused: { line: 'policy lint gcee', stderr: 'next: did you mean the preset gce?' },
    interrupted: { line: 'policy lint p.yaml -', given: waiting },
    machine: { line: 'policy lint p.yaml --json', given: withPolicy, schema: 'kind-audit.policy-lint/v1' },
    also: [
      {
        line: 'policy lint bad.yaml --fix --strict --kubernetes-version 1.35-1.36 -o text',
        given: withPolicy,
        after: ({ files }) => expect(files['bad.yaml']).toBe(good),
      },
      { line: 'policy lint bad.yaml -o github', given: withPolicy, code: 1, stdout: '::error file=bad.yaml' },
    ],
  },
  'policy explain': {
    works: {
      line: 'policy explain p.yaml --url /healthz --user jane',
      given: withPolicy,
      stdout: 'rule 1 (p.yaml:4) decides',
    },
    refused: {
      line: 'policy explain bad.yaml --url /healthz',
      given: withPolicy,
      code: 1,
      stderr: 'next: kind-audit policy lint bad.yaml',
    },
    interrupted: { line: 'policy explain - --url /healthz', given: waiting },
    machine: {
      line: 'policy explain p.yaml --url / --json',
      given: withPolicy,
      schema: 'kind-audit.policy-explain/v1',
    },
    also: [
      {
        line: 'policy explain gce --user jane --group a,b --verb get --resource pods --namespace app --name web --kubernetes-version 1.36',
        stdout: 'get pods web in app by jane',
      },
      { line: "policy explain gce --request 'GET /api/v1/pods'", stdout: 'list pods' },
      { line: "policy explain gce --kubectl 'get pods'", stdout: 'list pods' },
      {
        line: 'policy explain gce --event -',
        given: () => ({ stdin: '{"verb":"get","requestURI":"/version"}' }),
        stdout: '/version',
      },
      {
        line: 'policy explain gce --requests -',
        given: () => ({ stdin: '{"verb":"get","path":"/version"}' }),
        stdout: '/version',
      },
    ],
  },
  'policy test': {
    works: { line: 'policy test s.yaml', given: withSuite, stdout: 's.yaml: 1 passed' },
    refused: { line: 'policy test none.yaml', stderr: 'there is no file none.yaml' },
    interrupted: { line: 'policy test s.yaml -', given: () => ({ ...withSuite(), interruptAt: 'stdin' }) },
    machine: { line: 'policy test s.yaml -o json', given: withSuite, schema: 'kind-audit.policy-test/v1' },
    also: [
      {
        line: 'policy test --init p.yaml',
        given: withPolicy,
        after: ({ files }) => expect(files['p.test.yaml']).toContain('policy: "p.yaml"'),
      },
    ],
  },
  'policy diff': {
    works: { line: 'policy diff p.yaml p.yaml', given: withPolicy, stdout: 'equivalent' },
    refused: { line: 'policy diff gce', stderr: "missing required argument 'new'" },
    interrupted: { line: 'policy diff gce -', given: waiting },
    machine: { line: 'policy diff p.yaml p.yaml --json', given: withPolicy, schema: 'kind-audit.policy-diff/v1' },
    also: [
      { line: 'policy diff p.yaml metadata --kubernetes-version 1.35', given: withPolicy, stdout: 'equivalent' },
      {
        line: 'policy diff - -',
        given: () => ({ ...withPolicy(), stdin: good }),
        code: 2,
        stderr: 'standard input can be read only once',
      },
    ],
  },
  'policy new': {
    works: {
      line: 'policy new',
      given: () => ({ answers: [true] }),
      stdout: 'audit-policy.yaml\n',
      after: ({ files, asked }) => {
        expect(asked).toHaveLength(6);
        expect(files['audit-policy.yaml']).toContain('level: Request');
      },
    },
    refused: { line: 'policy new p.yaml', given: withPolicy, stderr: 'p.yaml already exists' },
    interrupted: {
      line: 'policy new',
      given: () => ({ interruptAt: 'question' }),
      after: ({ files }) => expect(files).toEqual({}),
    },
    machine: { line: 'policy new --yes --json', schema: 'kind-audit.policy-files/v1' },
    also: [
      {
        line: 'policy new --bodies --no-reads --secrets --sessions --no-logins --noise --force p.yaml',
        given: withPolicy,
        after: ({ files }) => expect(files['p.yaml']).not.toBe(good),
      },
      {
        line: 'policy new --no-bodies --reads --no-secrets --no-sessions --logins --no-noise -y -',
        stdout: 'kind: Policy',
      },
    ],
  },
  'policy schema': {
    works: { line: 'policy schema', stdout: '"audit.k8s.io/v1"' },
    refused: { line: 'policy schema extra', stderr: 'too many arguments' },
    interrupted: before('policy schema'),
    machine: null,
    also: [{ line: 'policy schema -o json', stdout: '"audit.k8s.io/v1"' }],
  },
  'policy presets': {
    works: { line: 'policy presets', stdout: 'gce' },
    refused: { line: 'policy presets gc', stderr: 'next: kind-audit policy presets gce' },
    interrupted: before('policy presets'),
    machine: { line: 'policy presets -o json', schema: 'kind-audit.policy-presets/v1' },
    also: [{ line: 'policy presets gce', stdout: 'kind: Policy' }],
  },
  schema: {
    works: { line: 'schema', stdout: 'kind-audit.up/v1' },
    refused: { line: 'schema kind-audit.upp/v1', stderr: 'upp' },
    interrupted: before('schema'),
    machine: { line: 'schema --json', schema: 'kind-audit.schemas/v1' },
    also: [
      { line: 'schema kind-audit.up/v1', stdout: '"$schema"' },
      { line: 'schema settings', stdout: '"title": "kind-audit.yaml"' },
      { line: 'schema setings', code: 2, stderr: 'next: kind-audit schema settings' },
    ],
  },
};
