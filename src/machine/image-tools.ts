// The tools that a build of the node image needs: go and debootstrap.
import { cellText } from '../core/limits.ts';
import type { World } from '../core/ports.ts';
import { compareVersions, parseGoVersion, type Version } from '../kind/version.ts';
import { aptStep } from './apt.ts';
import { canUseApt, linuxFamily, type Family } from './host.ts';
import { manual, type Provision } from './need.ts';

/** The oldest Go that fetches by itself the version that a module requires. */
const OLDEST_GO: Version = [1, 21, 0];

/** The release to install where there is no Go. */
const GO_RELEASE = 'go1.26.8';

const debootstrapCommands: Readonly<Record<Family, string>> = {
  debian: 'sudo apt-get install --no-install-recommends debootstrap',
  fedora: 'sudo dnf install debootstrap',
  arch: 'sudo pacman -S debootstrap',
  alpine: 'sudo apk add debootstrap',
  suse: 'sudo zypper install debootstrap',
  other: '# install debootstrap: https://wiki.debian.org/Debootstrap',
};

/** How the tools that are missing would be provided; no steps where all are there. */
export async function planImageTools(world: Pick<World, 'exec' | 'files' | 'machine' | 'signal'>): Promise<Provision> {
  const { exec, files } = world;
  const go = await goProblem(world);
  if (go !== null) return manual(go, ...(await goCommands(world)), 'kind-audit setup --yes');
  if ((await exec.which('debootstrap')) !== null) return { how: 'steps', steps: [] };
  if (!(await canUseApt(world)))
    return manual(
      'an image build needs debootstrap',
      debootstrapCommands[await linuxFamily(files)],
      'kind-audit setup --yes',
    );
  return { how: 'steps', steps: [aptStep('image-tools', 'Install debootstrap', async () => ['debootstrap'])] };
}

/** What is wrong with this machine's Go, or null. */
async function goProblem({ exec, signal }: Pick<World, 'exec' | 'signal'>): Promise<string | null> {
  if ((await exec.which('go')) === null) return 'an image build needs Go';
  const ran = await exec.run(['go', 'version'], { signal, timeoutMs: 30_000 });
  const version = parseGoVersion(ran.stdout);
  if (ran.exitCode !== 0 || version === null) return `the go on PATH does not work: ${cellText(ran.stderr.trim())}`;
  const [oldest, found] = [OLDEST_GO, version].map((each) => each.slice(0, 2).join('.'));
  return compareVersions(version, OLDEST_GO) < 0 ? `an image build needs Go ${oldest} or newer, not ${found}` : null;
}

async function goCommands({ files, machine }: Pick<World, 'files' | 'machine'>): Promise<readonly string[]> {
  const path = 'export PATH="/usr/local/go/bin:$PATH"';
  if ((await files.stat('/usr/local/go/bin/go')) !== null) return [path];
  const archive = `${GO_RELEASE}.linux-${machine.architecture}.tar.gz`;
  return [
    `curl --location --remote-name https://go.dev/dl/${archive}`,
    `${machine.uid === 0 ? '' : 'sudo '}tar --extract --gzip --directory /usr/local --file ${archive}`,
    path,
  ];
}
