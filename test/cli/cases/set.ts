// The command line of `set`: how events are logged, and where they are sent.
import { expect } from 'vitest';
import { after, disabled, withCluster } from './change.ts';
import type { CommandCases } from './case.ts';

export const setCases: Readonly<Record<string, CommandCases>> = {
  set: {
    works: {
      line: 'set --log-max-size 7 --log-max-age 1 --log-max-backup 2 --log-format legacy --log-compress yes --yes',
      given: () => withCluster(),
      stdout: 'In effect: --audit-log-maxage=1 --audit-log-maxbackup=2 --audit-log-maxsize=7 --audit-log-format=legacy',
    },
    refused: { line: 'set --yes', given: () => withCluster(), stderr: 'nothing to set was given' },
    interrupted: { line: 'set --log-max-size 7 --yes', given: () => withCluster('wait') },
    machine: { line: 'set --log-max-size 7 --yes -o json', given: () => withCluster(), schema: 'kind-audit.change/v1' },
    also: [
      {
        line: 'set --log-output stdout --name kind --strategy overlap --dry-run',
        given: () => withCluster(),
        stdout: '--audit-log-path: /var/log/kubernetes/kube-apiserver-audit.log → -',
      },
      {
        line: 'set --webhook https://siem.example/audit,name=siem --webhook-via direct --webhook-mode batch --webhook-batch-max-size 50 --webhook-batch-max-wait 2s --webhook-initial-backoff 5s --log-max-size 7 --yes',
        given: () => withCluster(),
        stdout: 'In effect: --audit-log-maxsize=7, webhook https://siem.example/audit on cluster "kind" (revision 2).',
        stderr: 'webhook.batch: 100 batches/s of 50 events are at most 5,000 events/s',
        after({ world }) {
          const last = [...world.disk].findLast(([path]) => /\/revisions\/\d+\.json$/.test(path))?.[1].data;
          expect(JSON.parse(String(last))).toMatchObject({
            args: {
              'audit-webhook-batch-max-size': '50',
              'audit-webhook-batch-max-wait': '2s',
              'audit-webhook-initial-backoff': '5s',
              'audit-webhook-mode': 'batch',
            },
          });
        },
      },
      {
        line: 'set --webhook https://siem.example/moved,name=siem --yes',
        given: () => withCluster(),
        code: 3,
        stderr:
          'siem: answers 301 to https://siem.example/moved/; the API server would follow it without the events and count no error',
      },
      {
        line: 'set --webhook https://siem.example/?token=x,ca=none.crt --yes',
        given: () => withCluster(),
        code: 2,
        stderr: 'webhook.backends[0].tls.ca: /project/none.crt is not there',
      },
      {
        line: 'set --webhook https://siem.example,compression=gzip --yes',
        given: () => withCluster(),
        code: 3,
        stderr: 'this webhook needs the forwarder',
      },
      {
        line: 'set --webhook https://siem.example --webhook-batch-max-wait 0s',
        given: () => withCluster(),
        code: 2,
        stderr: '--webhook-batch-max-wait "0s": must be from 10 ms to 60 min 00 s',
      },
      {
        line: 'set --webhook siem,nane=x',
        given: () => withCluster(),
        code: 2,
        stderr: 'did you mean name?',
      },
      {
        line: 'set --webhook-mode blocking --yes',
        given() {
          const it = withCluster();
          const data = 'webhook: {backends: [{url: "http://172.18.0.1:9000"}]}';
          it.it.world.disk.set('/project/kind-audit.yaml', { data, mode: 0o644 });
          return it;
        },
        stdout: 'In effect: webhook http://172.18.0.1:9000',
        stderr: 'warning: webhook.backends[0].url: is http: events are sent as plain text',
      },
      {
        line: 'set --no-webhook --yes',
        given: () => after('set --webhook https://siem.example --yes'),
        stdout: 'In effect: no webhook on cluster "kind" (revision 3).',
      },
      {
        line: 'policy apply p.yaml --dry-run',
        given: () => after('set --webhook https://siem.example --yes'),
        stdout:
          'the webhook may miss events of the last moment of an API server that is restarted; the audit log has them',
      },
      {
        line: 'set --webhook https://siem.example --yes',
        given: () => after('set --webhook https://siem.example --yes'),
        stdout: 'Nothing to change',
      },
      { line: 'set --no-webhook --dry-run', given: () => withCluster(), stdout: 'Nothing to change' },
      { line: 'set --log-output file --dry-run', given: () => withCluster(), stdout: 'Nothing to change' },
      { line: 'set --log-max-size 7 --yes', given: () => disabled(), code: 3, stderr: 'does not audit' },
    ],
  },
};
