// The commands on audit events: logs and policy replay.
import { expect } from 'vitest';
import type { CliOptions } from '../../kit/run-cli.ts';
import { event } from '../../logs/kit.ts';
import type { CommandCases } from './case.ts';

const log = `${event(1)}\n${event(2, { verb: 'delete', user: { username: 'jane' } })}\n`;
const good = 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: Metadata\n';
const withLog = (): CliOptions => ({ files: { 'a.log': log } });

export const eventCases: Readonly<Record<string, CommandCases>> = {
  logs: {
    works: { line: 'logs a.log --verb delete', given: withLog, stdout: 'jane', stderr: '' },
    refused: { line: 'logs none.log', stderr: 'there is no file none.log' },
    interrupted: { line: 'logs -', given: () => ({ interruptAt: 'stdin' }) },
    machine: { line: 'logs a.log --stats --json', given: withLog, schema: 'kind-audit.logs-stats/v1' },
    also: [
      { line: 'logs a.log -o json', given: withLog, stdout: log },
      { line: 'logs a.log --top user -o json', given: withLog, stdout: 'kind-audit.logs-top/v1' },
      {
        line: `logs a.log b.log --user tester --group none --as none --namespace none --resource pods --object none --level Metadata
          --stage ResponseComplete --code 2xx --source-ip 1.1.1.1 --user-agent none --url /version --id none --grep none --failed
          --slower-than 1s --since 1d --until 1h --all-stages --time relative --color never --show-secrets -o yaml --tail 3`,
        given: () => ({ files: { 'a.log': log, 'b.log': log } }),
        after: ({ stdout }) => expect(stdout).toBe(''),
      },
      { line: 'logs --name kind --follow', code: 3, stderr: 'no container engine answers' },
      { line: 'logs a.log --name kind', given: withLog, code: 2, stderr: '--name and files: choose one' },
    ],
  },
  'policy replay': {
    works: { line: 'policy replay --policy gce a.log', given: withLog, stdout: '2 events' },
    refused: { line: 'policy replay a.log', given: withLog, stderr: 'no policy is named: add --policy' },
    interrupted: { line: 'policy replay --policy gce -', given: () => ({ interruptAt: 'stdin' }) },
    machine: { line: 'policy replay --policy gce a.log --json', given: withLog, schema: 'kind-audit.policy-replay/v1' },
    also: [
      {
        line: `policy replay a.log b.log --policy gce --baseline metadata --fail-on lost --log-max-age 1 --log-max-backup 2
          --log-max-size 3 --html page.html --kubernetes-version 1.35`,
        given: () => ({ files: { 'a.log': log, 'b.log': log } }),
        code: 1,
        after: ({ files }) => expect(files['page.html']).toContain('<svg'),
      },
      ...['--policy - -', '--policy p.yaml --baseline - -', '--policy - --baseline - a.log'].map((args) => ({
        line: `policy replay ${args} --fail-on lost`,
        given: () => ({ stdin: good, files: { 'p.yaml': good, 'a.log': log } }),
        code: 2,
        stderr: 'standard input can be read only once',
      })),
      { line: 'policy replay --policy gce --name kind', code: 3, stderr: 'no container engine answers' },
    ],
  },
};
