// `kind-audit policy show`: which policy is in effect on each API server, which lies in its node and in the project.
import { policyDrift } from '../../cluster/policy-drift.ts';
import { policyInEffect } from '../../cluster/policy-in-effect.ts';
import { readPolicyPlaces, sumInEffect } from '../../cluster/policy-places.ts';
import { exitCodes, type ExitCode } from '../../core/exit-code.ts';
import type { World } from '../../core/ports.ts';
import { asBytes } from '../../core/screen-text.ts';
import { loadSettings } from '../../settings/load.ts';
import type { Command, CommonOptions } from '../command.ts';
import { clusterName } from '../options/cluster-name.ts';
import { nameOption } from '../options/common.ts';
import { outputOptions } from '../options/output.ts';
import { namesOfPolicies, printPlaces } from './print-places.ts';

interface ShowOptions extends CommonOptions {
  readonly name?: string;
  readonly output?: 'text' | 'json' | 'yaml';
}

export const policyShow: Command<ShowOptions> = {
  options: [
    nameOption,
    ...outputOptions(['text', 'json', 'yaml'], 'output format; yaml is the text of the policy in effect'),
  ],
  examples: [
    {
      line: 'kind-audit policy show --name dev',
      does: 'in effect, in the nodes, in the project; exit 1 when they differ',
    },
    { line: 'kind-audit policy show -o yaml > in-effect.yaml', does: 'the text of the policy in effect' },
  ],
  readsOnly: () => true,
  async run({ name, output }, _positionals, world) {
    const inEffect = await loadSettings(world);
    const cluster = await clusterName(name, world, inEffect);
    const places = await readPolicyPlaces(world, cluster, inEffect);
    const drift = policyDrift(places);
    if (output === 'yaml') return printText(world, places);
    await printPlaces(world, places, drift, await namesOfPolicies(world, places), output === 'json');
    return drift.length > 0 ? exitCodes.findings : exitCodes.fine;
  },
};

/** To standard output, byte for byte; what is to be known of it goes to standard error. */
async function printText(world: World, places: Parameters<typeof policyInEffect>[1]): Promise<ExitCode> {
  const { node, content } = await policyInEffect(world, places);
  const sum = world.sha256(content);
  const { servers, last } = places;
  const others = servers.filter(({ inEffect }) => sumInEffect(inEffect) !== sum);
  const warn = (text: string): void => world.report({ type: 'note', level: 'warn', text });
  if (others.length > 0) warn(`this is the policy of ${node}; not of ${others.map((each) => each.node).join(', ')}`);
  if (servers.some((each) => each.node === node && each.inEffect.how === 'older'))
    warn(
      `its file was changed after the API server of ${node} had read it; this is the policy of revision ${last?.revision}`,
    );
  await world.out.write(typeof content === 'string' ? asBytes(content) : content);
  return exitCodes.fine;
}
