// The rooms of src/, from the top floor down, with what each may import besides itself. src/README.md prints this.

/** A room, what lives there, whether it touches the world, and what it may import. "." are the files of src/ itself. */
export interface Room {
  readonly name: string;
  readonly holds: string;
  readonly outside: 'no' | 'through ports' | 'yes';
  readonly imports: readonly string[];
}

/** The rooms of src/policy/, likewise: of the rooms around them they know only core and events. */
export const policyRooms: readonly Pick<Room, 'name' | 'imports'>[] = [
  { name: 'lint', imports: ['decide', 'load', 'request', 'model', 'text'] },
  { name: 'testing', imports: ['decide', 'request', 'model', 'text'] },
  { name: 'replay', imports: ['decide', 'request', 'model'] },
  { name: 'diff', imports: ['decide', 'model'] },
  { name: 'decide', imports: ['request', 'model', 'text'] },
  { name: 'authoring', imports: ['load', 'model'] },
  { name: 'load', imports: ['recognize', 'model', 'text'] },
  { name: 'recognize', imports: ['model', 'text'] },
  { name: 'request', imports: ['model'] },
  { name: 'text', imports: [] },
  { name: 'model', imports: [] },
];

export const rooms: readonly Room[] = [
  {
    name: '.',
    holds: '`main.ts`: the process edge (argv, signals, exit code); `index.ts`: the library, what the package exports',
    outside: 'yes',
    imports: ['cli', 'policy', 'report', 'io', 'core'],
  },
  {
    name: 'cli',
    holds: 'the table of commands, parsing, choosing a reporter, one run',
    outside: 'no',
    imports: ['commands', 'report', 'core'],
  },
  {
    name: 'commands',
    holds:
      'one thin file per command: options in, one call into a room, an exit code out; `options/` what several share, `policy/` and `forward/` the groups of these names',
    outside: 'no',
    imports: [
      'cluster',
      'doctor',
      'logs',
      'webhook',
      'rollout',
      'machine',
      'image',
      'state',
      'node',
      'settings',
      'policy',
      'events',
      'kind',
      'report',
      'core',
    ],
  },
  {
    name: 'cluster',
    holds:
      'the verbs on a cluster: look, plan, create, watch for a crash, prove, delete; `steps/` one file per step, `undos/` what undoes them',
    outside: 'through ports',
    imports: ['doctor', 'rollout', 'machine', 'node', 'state', 'settings', 'policy', 'kind', 'core'],
  },
  {
    name: 'doctor',
    holds: '`checks/` one file per check, `repairs/` what `--fix` does, `undos/` what undoes that, and what runs them',
    outside: 'through ports',
    imports: ['rollout', 'node', 'state', 'policy', 'events', 'kind', 'core'],
  },
  {
    name: 'logs',
    holds: 'where audit events come from (nodes, files, standard input), and what reads them: show, follow, replay',
    outside: 'through ports',
    imports: ['node', 'policy', 'events', 'kind', 'core'],
  },
  {
    name: 'webhook',
    holds:
      'webhook backends: `body/` where the events of a request are, `splice/` annotations put into their bytes, `spool/` the log of accepted batches on the disk, from which each backend is served; `deliver/` from there to one backend, whatever that answers; `forward/` receiver, spool and deliveries as one; `direct/` what API servers need that send by themselves; `preflight/` whether a backend can be reached from a node; `serve/` what a request means, `sink/` a receiver for tests, `certificates/` made and checked',
    outside: 'through ports',
    imports: ['node', 'state', 'settings', 'kind', 'core'],
  },
  {
    name: 'rollout',
    holds:
      'a change of the auditing of a living cluster: situation, plan, journal, `steps/` one file per step, `undos/` what undoes them, and what finishes the change of an earlier run',
    outside: 'through ports',
    imports: ['node', 'state', 'policy', 'kind', 'core'],
  },
  {
    name: 'machine',
    holds: 'what a machine needs for kind (engine, kind, node image), and how to provide it',
    outside: 'through ports',
    imports: ['image', 'kind', 'core'],
  },
  {
    name: 'image',
    holds: 'building the node image from Go modules and Debian packages',
    outside: 'through ports',
    imports: ['kind', 'core'],
  },
  {
    name: 'node',
    holds:
      'a control plane seen from outside: its manifest, what it holds and answers, whether its API server lives, a marked request, a new manifest',
    outside: 'through ports',
    imports: ['policy', 'kind', 'core'],
  },
  {
    name: 'state',
    holds: 'what is kept about a cluster on this host, and the lock that one run at a time holds',
    outside: 'through ports',
    imports: ['kind', 'core'],
  },
  {
    name: 'settings',
    holds:
      'the file kind-audit.yaml: `table.ts` its keys, `sections/` a file for each, what is in effect, and what it enforces',
    outside: 'through ports',
    imports: ['policy', 'kind', 'core'],
  },
  {
    name: 'policy',
    holds:
      'what a policy does: `text/` reads as the API server reads, `load/` is its verdict, `recognize/` names a file that is none, `decide/` its decision, `model/` the values; `lint/` with a file per rule, `diff/`, `replay/`, `testing/`, `request/`, `authoring/`; no node, so that `index.ts` is a library for browsers too',
    outside: 'no',
    imports: ['events', 'core'],
  },
  {
    name: 'events',
    holds: 'audit events as values: lines, decoding, filters and the search of bytes before them, the pretty form',
    outside: 'no',
    imports: ['core'],
  },
  {
    name: 'kind',
    holds: 'what kind and kubeadm need: names, paths in a node, audit arguments, the kind config',
    outside: 'no',
    imports: ['core'],
  },
  {
    name: 'report',
    holds:
      'readers of the event union: a live list, plain lines, JSON; `documents/` every document for programs, with its schema',
    outside: 'yes',
    imports: ['core'],
  },
  {
    name: 'io',
    holds: 'the real ports: commands, files, engines, clock, questions; the only door to the outside',
    outside: 'yes',
    imports: ['core'],
  },
  {
    name: 'core',
    holds: 'the shared words: problem, finding, event, step, ports, durations',
    outside: 'no',
    imports: [],
  },
];
