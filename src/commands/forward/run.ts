// `kind-audit forward run`: receives audit events of API servers, and delivers them to every backend.
import type { Command } from '../command.ts';
import { forwardOptions, type ForwardOptions } from '../options/forward.ts';

export const forwardRun: Command<ForwardOptions> = {
  options: forwardOptions,
  examples: [
    {
      line: 'kind-audit forward run --tls certs',
      does: 'to the backends of kind-audit.yaml; API servers need a certificate',
    },
    {
      line: 'kind-audit forward run --webhook https://siem.example/audit,ca=ca.crt --webhook https://lake.example/audit,mode=BestEffort',
      does: 'to two backends, of which one may miss events',
    },
    { line: 'kind-audit forward run --drain', does: 'deliver what an earlier run has left, and end' },
  ],
  endless: ({ drain }) => drain !== true,
  async run(options, _positionals, world) {
    // Loaded only now: the help needs none of it.
    const { forwardEvents } = await import('./forward-events.ts');
    return forwardEvents(options, world);
  },
};
