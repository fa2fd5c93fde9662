// Installing Debian's engine, or only the program that talks to one.
import type { World } from '../../core/ports.ts';
import type { Step } from '../../core/step.ts';
import { aptInstall, aptKnows, aptStep } from '../apt.ts';
import { enginePackages } from './commands.ts';

/** Debian's engine; a docker program that is on PATH already is kept and stays the first. */
export function installStep(): Step<World> {
  return {
    id: 'engine-install',
    title: 'Install the container engine (Debian package docker.io)',
    async run(world, voice) {
      const enforcing = (await world.files.read('/sys/module/apparmor/parameters/enabled'))?.startsWith('Y') ?? false;
      const packages = [...enginePackages, ...(enforcing ? ['apparmor'] : [])];
      const text = await aptInstall(world, voice, packages);
      // Newer releases keep the command line in a package of its own.
      if ((await world.exec.which('docker')) !== null) return text;
      return `${text}, ${await aptInstall(world, voice, ['docker-cli'])}`;
    },
  };
}

/** Only the command line, for an engine that answers already. */
export function programStep(): Step<World> {
  return aptStep('docker-program', 'Install the docker program', async (world) => [
    (await aptKnows(world, 'docker-cli')) ? 'docker-cli' : 'docker.io',
  ]);
}
