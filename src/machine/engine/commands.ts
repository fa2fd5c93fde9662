// The commands that install an engine where this program does not install one.
import type { World } from '../../core/ports.ts';
import { hasSystemd, linuxFamily, type Family } from '../host.ts';
import { manual, type Provision } from '../need.ts';

/** What `apt-get` installs for an engine, besides the packages that these depend on. */
export const enginePackages = ['docker.io', 'iptables', 'ca-certificates'] as const;

const installCommands: Readonly<Record<Family, readonly string[]>> = {
  debian: ['sudo apt-get update', `sudo apt-get install --no-install-recommends ${enginePackages.join(' ')}`],
  fedora: ['sudo dnf install moby-engine'],
  arch: ['sudo pacman -S docker'],
  alpine: ['sudo apk add docker'],
  suse: ['sudo zypper install docker'],
  other: ['# install Docker Engine: https://docs.docker.com/engine/install/'],
};

/** How the user gets an engine on this machine; `installed` when only its daemon is not running. */
export async function engineByHand(
  { machine, files }: Pick<World, 'files' | 'machine'>,
  installed: boolean,
): Promise<Provision> {
  if (machine.platform === 'darwin') {
    return manual(
      'kind-audit does not install a virtual machine on macOS',
      ...(installed ? [] : ['brew install colima docker']),
      'colima start --cpu 4 --memory 8',
    );
  }
  const family = await linuxFamily(files);
  const start = (await hasSystemd(files))
    ? ['sudo systemctl enable --now docker']
    : family === 'alpine'
      ? ['sudo rc-update add docker default', 'sudo rc-service docker start']
      : ['sudo service docker start'];
  const root = machine.uid === 0;
  const commands = [...(installed ? [] : installCommands[family]), ...start, ...(root ? [] : joinDockerGroup)];
  return root
    ? manual(
        'kind-audit installs packages on Debian and Ubuntu only',
        ...commands.map((line) => line.replace(/^sudo /, '')),
      )
    : manual('installing and starting an engine needs root', ...commands);
}

/** Gives this user access to the engine; in effect from the next login, or in the shell that the last line opens. */
export const joinDockerGroup = ['sudo usermod --append --groups docker "$USER"', 'newgrp docker'] as const;
