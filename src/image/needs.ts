// What a build needs of this machine, looked at before anything is made.
import { formatBytes } from '../core/byte-size.ts';
import type { Engine, World } from '../core/ports.ts';
import { Problem, type ProblemCode } from '../core/problem.ts';
import { debianCodename, MIRROR_FORMAT, readMirror } from './debian.ts';
import { BUILD_ENV } from './go-build.ts';
import { goVersionOf } from './go-module.ts';
import { imageCache, type ImagePlan } from './plan.ts';

/** Program to the Debian package that has it. */
const programs: Readonly<Record<string, string>> = {
  bash: 'bash',
  chroot: 'coreutils',
  debootstrap: 'debootstrap',
  docker: 'docker.io',
  go: 'golang',
  sha256sum: 'coreutils',
  tar: 'tar',
  unshare: 'util-linux',
};

/** Modules, the build cache, the base and the tree, from nothing. */
const CACHE_BYTES = 9 * 1024 ** 3;
/** The image, twice during the import. */
const ENGINE_BYTES = 3 * 1024 ** 3;

interface UnmetNeed {
  readonly code: ProblemCode;
  readonly text: string;
  readonly hint: string;
}

/** What the build uses of this machine. */
export interface BuildResources {
  readonly engine: Engine;
  /** The machine's own Debian mirror. */
  readonly mirror: string;
}

/** Looks at everything that is needed; throws one Problem that lists all that is missing. */
export async function findBuildResources(
  world: Pick<World, 'exec' | 'files' | 'machine' | 'env' | 'home' | 'engine' | 'signal'>,
  plan: ImagePlan,
): Promise<BuildResources> {
  const { machine } = world;
  if (machine.platform !== 'linux')
    throw refusal([
      { code: 'tool-missing', text: 'it needs Linux', hint: 'build it on a Linux machine, then docker save' },
    ]);
  const engine = await world.engine();
  const mirror = await debianMirror(world);
  const unmet = [
    ...checkRights(world),
    ...(await checkPrograms(world)),
    ...(await checkGo(world, plan)),
    ...checkEngine(engine),
    ...(await checkDisk(world, engine)),
    ...checkMirror(mirror),
  ];
  if (unmet.length > 0 || mirror === null) throw refusal(unmet);
  return { engine, mirror };
}

function refusal([first, ...rest]: readonly UnmetNeed[]): Problem {
  const details = rest.map(({ text, hint }) => `also: ${text} (${hint})`).join('\n');
  return new Problem(first?.code ?? 'tool-missing', `a node image cannot be built here: ${first?.text ?? ''}`, {
    ...(first === undefined ? {} : { hint: first.hint }),
    ...(details === '' ? {} : { details }),
  });
}

function checkRights({ machine }: Pick<World, 'machine'>): UnmetNeed[] {
  if (machine.uid === 0) return [];
  return [{ code: 'not-permitted', text: 'debootstrap needs root', hint: 'sudo kind-audit image build' }];
}

function checkMirror(mirror: string | null): UnmetNeed[] {
  if (mirror !== null) return [];
  return [
    {
      code: 'tool-missing',
      text: 'apt on this machine has no Debian mirror among its sources',
      hint: 'export KIND_AUDIT_DEBIAN_MIRROR=<address of a Debian mirror>',
    },
  ];
}

async function checkPrograms({ exec }: Pick<World, 'exec'>): Promise<UnmetNeed[]> {
  const missing: string[] = [];
  for (const program of Object.keys(programs)) if ((await exec.which(program)) === null) missing.push(program);
  if (missing.length === 0) return [];
  const packages = [...new Set(missing.map((program) => programs[program]))].join(' ');
  return [
    {
      code: 'tool-missing',
      text: `not installed: ${missing.join(', ')}`,
      hint: `apt-get install --no-install-recommends ${packages}`,
    },
  ];
}

async function checkGo(
  { exec, files, signal }: Pick<World, 'exec' | 'files' | 'signal'>,
  plan: ImagePlan,
): Promise<UnmetNeed[]> {
  if ((await exec.which('go')) === null) return [];
  const folder = `${plan.templates}/go`;
  const wanted = goVersionOf((await files.read(`${folder}/go.mod`)) ?? '') ?? '';
  // Asked in the module's folder, go fetches the version that the module requires, or says why it may not.
  const ran = await exec.run(['go', 'version'], { cwd: folder, env: BUILD_ENV, signal });
  if (ran.exitCode === 0) return [];
  const said = ran.stderr.trim().split('\n').at(-1) ?? '';
  return [{ code: 'tool-missing', text: `Go ${wanted} is needed: ${said}`, hint: 'go env GOTOOLCHAIN GOPROXY' }];
}

function checkEngine({ provider }: Engine): UnmetNeed[] {
  if (provider === 'docker') return [];
  const hint = 'KIND_EXPERIMENTAL_PROVIDER=docker kind-audit image build';
  return [{ code: 'engine-missing', text: `images are built for docker only, not for ${provider}`, hint }];
}

async function checkDisk(
  world: Pick<World, 'files' | 'env' | 'home' | 'signal'>,
  engine: Engine,
): Promise<UnmetNeed[]> {
  const { dataDir } = await engine.info(world.signal);
  const places: [string, number][] = [[imageCache(world), CACHE_BYTES]];
  // A remote engine has its data elsewhere.
  if ((await world.files.stat(dataDir)) !== null) places.push([dataDir, ENGINE_BYTES]);
  const unmet: UnmetNeed[] = [];
  for (const [path, bytes] of places) {
    const free = await world.files.freeBytes(path);
    if (free >= bytes) continue;
    const text = `${path} has ${formatBytes(free)} free, and ${formatBytes(bytes)} are needed`;
    unmet.push({ code: 'disk-full', text, hint: `make room on its file system: df -h ${path}` });
  }
  return unmet;
}

async function debianMirror({
  exec,
  files,
  env,
  signal,
}: Pick<World, 'exec' | 'files' | 'env' | 'signal'>): Promise<string | null> {
  const own = env['KIND_AUDIT_DEBIAN_MIRROR'] ?? '';
  if (own !== '') return own;
  const ran = await exec.run(['apt-get', 'indextargets', '--format', MIRROR_FORMAT, 'Created-By: Packages'], {
    signal,
  });
  const codename = debianCodename((await files.read('/etc/os-release')) ?? '');
  return ran.exitCode === 0 ? readMirror(ran.stdout, codename) : null;
}
