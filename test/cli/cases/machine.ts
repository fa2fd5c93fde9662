// The commands on this machine: setup and image build.
import { expect } from 'vitest';
import { INPUTS_LABEL, planImage } from '../../../src/image/plan.ts';
import { fakeEngine } from '../../kit/engine.ts';
import type { CliOptions } from '../../kit/run-cli.ts';
import { shippedTemplates } from '../../kit/shipped.ts';
import { fakeWorld } from '../../kit/world.ts';
import type { CommandCases } from './case.ts';

/** A machine that has all, except the kind program where `kind` is false. */
function machine(withKind = true): CliOptions {
  return {
    programs: { docker: '/usr/bin/docker', ...(withKind ? { kind: '/usr/bin/kind' } : {}) },
    command: ([program]) =>
      program === 'kind' && withKind ? { stdout: 'kind v0.33.0 go1.26 linux/amd64' } : undefined,
    parts: { engine: async () => fakeEngine({ registry: 'yes' }) },
  };
}

/** A machine on which both images were built. */
async function withImages(): Promise<CliOptions> {
  const world = fakeWorld({ files: shippedTemplates });
  const { keys, nodeImage, paths } = await planImage(world, {});
  const images = {
    [nodeImage]: { id: 'node', labels: { [INPUTS_LABEL]: keys.node } },
    'balancer:v1': { id: 'balancer', labels: { [INPUTS_LABEL]: keys.loadBalancer } },
  };
  world.disk.set(paths.record, { data: '{"loadBalancerImage":"balancer:v1"}', mode: 0o644 });
  return { world: { ...world, engine: async () => fakeEngine({ images }) } };
}

export const machineCases: Readonly<Record<string, CommandCases>> = {
  setup: {
    works: {
      line: 'setup',
      given: () => machine(),
      stdout: '✓ kind              present  kind v0.33.0 at /usr/bin/kind',
    },
    refused: { line: 'setup --yse', given: () => machine(), stderr: "unknown option '--yse' (Did you mean --yes?)" },
    interrupted: {
      line: 'setup',
      given: () => ({ ...machine(false), interruptAt: 'question' }),
      after: ({ world }) => expect(world.events.filter(({ type }) => type === 'step-started')).toEqual([]),
    },
    machine: { line: 'setup --json', given: () => machine(), schema: 'kind-audit.setup/v1' },
    also: [
      { line: 'setup', given: () => machine(false), code: 3, stdout: '✗ kind              missing' },
      { line: 'setup --dry-run', given: () => machine(false), stdout: 'Would be done:' },
      { line: 'setup --yes', given: () => machine(false), code: 3, stderr: 'error: ' },
      {
        line: 'setup',
        given: () => ({ ...machine(false), answers: [false] }),
        code: 1,
        stderr: 'nothing was provided',
      },
    ],
  },
  'image build': {
    works: { line: 'image build', given: withImages, stdout: '(already there)' },
    refused: {
      line: 'image build --kubernetes-version v1.20.0',
      given: withImages,
      stderr: '--kubernetes-version "v1.20.0": must not be older than v1.34.0',
    },
    interrupted: {
      line: 'image build --kubernetes-version v1.35.4',
      given: async () => ({ ...(await withImages()), interruptAt: ({ type }) => type === 'step-started' }),
      after: ({ world }) => expect(world.ran).toEqual([]),
    },
    machine: { line: 'image build -o json', given: withImages, schema: 'kind-audit.image/v1' },
  },
};
