// The commands for audit webhooks: sink, forward run.
import { expect } from 'vitest';
import { pem } from '../../../src/io/pem.ts';
import { forwarding } from '../../kit/forwarding.ts';
import { batchOf, fakeListen } from '../../kit/http-server.ts';
import type { CliOptions } from '../../kit/run-cli.ts';
import type { CommandCases } from './case.ts';

/** A sink to which one batch of one event is sent, and then a request of a client that is not accepted. */
const oneEvent = (): CliOptions => ({
  parts: {
    pem,
    listen: fakeListen(async (send) => {
      await send({ body: batchOf({ objectRef: { name: 'n-1' } }) });
      await send({ stranger: 'the client certificate has expired' });
    }),
  },
});

export const webhookCases: Readonly<Record<string, CommandCases>> = {
  sink: {
    works: {
      line: 'sink --exit-after 1',
      given: oneEvent,
      stdout: 'Received: 1 event (',
      after: ({ stdout }) => expect(stdout).toContain('Listening on http://127.0.0.1:4711/audit\n'),
    },
    refused: { line: 'sink --fail 503', given: oneEvent, stderr: 'must be a status from 400 to 599 and a share' },
    interrupted: {
      line: 'sink',
      given: () => ({ ...oneEvent(), interruptAt: ({ type }) => type === 'note' }),
      stdout: 'Received: 1 event (',
    },
    machine: { line: 'sink --exit-after 1 --json', given: oneEvent, schema: 'kind-audit.sink/v1' },
    also: [
      {
        line: 'sink --exit-after 0 --make-certs certs --cert-name a.example --listen 0.0.0.0:8443 --store kept --numbered n-',
        given: oneEvent,
        stdout: 'kube-apiserver … --audit-webhook-config-file=/project/certs/webhook.kubeconfig',
      },
      {
        line: 'sink --exit-after 0 --fail 503:20% --retry-after 2 --drop-connections 5% --delay 2s --outage 30s --gzip-only --seed 7',
        given: oneEvent,
        stdout: '--seed 7 makes the same ones fail again',
      },
      { line: 'sink --exit-after 0 --redirect https://other.example/', given: oneEvent },
      { line: 'sink --tls none', given: oneEvent, code: 2, stderr: 'server.crt is missing' },
    ],
  },
  'forward run': {
    works: {
      line: 'forward run --drain --webhook https://siem.example/audit',
      given: () => forwarding(),
      stdout: '  siem.example: 0 events delivered, nothing is left\n',
    },
    refused: {
      line: 'forward run --webhook ftp://siem.example/audit',
      given: () => forwarding(),
      stderr: 'must begin with https://',
    },
    interrupted: {
      line: 'forward run --webhook https://siem.example/audit',
      given: () => forwarding({ clients: async (send) => void (await send({ body: batchOf({}) })) }),
      stdout: '  siem.example: 1 event delivered, nothing is left\n',
    },
    machine: {
      line: 'forward run --drain --webhook https://siem.example/audit --json',
      given: () => forwarding(),
      schema: 'kind-audit.forward/v1',
    },
    also: [
      {
        line: 'forward run --listen 0.0.0.0:8443 --spool kept --name dev --webhook https://siem.example/audit',
        given: () => forwarding(),
        code: 130,
        stderr: 'events arrive at 0.0.0.0 as plain text',
      },
      {
        line: 'forward run --tls none --webhook https://siem.example/audit',
        given: () => forwarding(),
        code: 2,
        stderr: 'server.crt is missing',
      },
    ],
  },
};
