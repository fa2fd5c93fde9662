// `kind-audit sink`: a receiver of audit events, for tests of audit webhooks.
import type { Command } from './command.ts';
import { sinkOptions, type SinkOptions } from './options/sink.ts';

export const sink: Command<SinkOptions> = {
  options: sinkOptions,
  examples: [
    { line: 'kind-audit sink', does: 'receive audit events over http at a free port, and count them' },
    {
      line: 'kind-audit sink --make-certs certs --store received',
      does: 'over https with client certificates; keep the events',
    },
    {
      line: 'kind-audit sink --fail 503:20% --retry-after 2 --drop-connections 5%',
      does: 'fail on purpose, by a seed that is printed',
    },
    {
      line: 'kind-audit sink --exit-after 1000 --numbered n- --json',
      does: 'end after 1000 events, and say which numbers are missing',
    },
  ],
  endless: ({ exitAfter }) => exitAfter === undefined,
  async run(options, _positionals, world) {
    // Loaded only now: the help needs none of it.
    const { receiveEvents } = await import('./receive-events.ts');
    return receiveEvents(options, world);
  },
};
