// Does kube-apiserver.yaml carry the audit arguments, and the volumes and mounts that they need?
import type { Node } from '../../core/ports.ts';
import { count } from '../../core/plural.ts';
import { nodePathOf, type ApiServerManifest } from '../../kind/api-server-manifest.ts';
import { onEveryControlPlane, type Check, type SeenOnNode, type Target } from '../check.ts';
import { doctorCommand, fixCommand, recreateCommand } from '../commands.ts';
import { checkOfPolicy, isSound } from '../good-policy.ts';
import type { WantedAuditing } from '../../kind/edit-manifest.ts';
import { fixManifest, isForeign, wantedAuditing } from '../repairs/fix-manifest.ts';

export const manifest: Check = {
  id: 'manifest',
  title: 'API server arguments, volumes and mounts',
  about: 'kube-apiserver.yaml names a policy and a backend, and mounts the folders of both',
  quick: true,
  needs: ['kubeadm-finished'],
  timeoutMs: 10_000,
  look: (target) =>
    onEveryControlPlane(target, async (node) => {
      const survey = await target.survey(node);
      if (survey.manifest === null)
        return withRepair({ status: 'fail', evidence: survey.manifestFault ?? '' }, node, target);
      const { manifest: found } = survey;
      const faults = [
        ...missingArguments(found),
        ...missingMounts(found),
        ...repeatedArguments(found),
        ...wrongFormat(found),
      ];
      if (faults.length > 0) return withRepair({ status: 'fail', evidence: faults.join('; ') }, node, target);
      const names = [...survey.manifest.args.keys()].filter((name) => name.startsWith('audit-'));
      return { status: 'ok', evidence: `${count(names.length, 'audit argument')}, policy and log folder mounted` };
    }),
};

/** Adds what the manifest lacks of kubeadm's configuration, and the repair where the policy lets the server start. */
async function withRepair(seen: SeenOnNode, node: Node, target: Target): Promise<SeenOnNode> {
  const [{ manifest: found, policy }, { kubeadm, policySource }] = await Promise.all([
    target.survey(node),
    target.inspect(node),
  ]);
  const wanted = wantedAuditing(kubeadm);
  if (wanted === null) return { ...seen, fix: recreateCommand(target) };
  // Where there is no manifest, all of it is lost.
  const lost =
    found === null
      ? []
      : [
          ...[...wanted.args.keys()].filter((name) => found.args.has(name) !== true).map((name) => `--${name}`),
          ...wanted.volumes
            .filter(({ name }) => !found.volumes.some((volume) => volume.name === name))
            .map(({ name }) => `the volume ${name}`),
          ...wanted.volumes
            .filter(({ mountPath }) => !found.mounts.some((mount) => mount.mountPath === mountPath))
            .map(({ mountPath }) => `the mount ${mountPath}`),
        ];
  const evidence = lost.length === 0 ? seen.evidence : `${seen.evidence}; kubeadm was given ${lost.join(', ')}`;
  if (!isSound(policy, policySource)) {
    const check = doctorCommand(target, '--check', checkOfPolicy(policy));
    return { ...seen, evidence, fix: `fix the policy first: ${check}, then: ${fixCommand(target)}` };
  }
  return {
    ...seen,
    evidence,
    fix: fixCommand(target),
    repairs: [fixManifest(node, { wanted, isUnwanted: unwantedOf(found, wanted) }, target.world)],
  };
}

function missingArguments({ args }: ApiServerManifest): string[] {
  const policy = args.has('audit-policy-file');
  const backend = args.has('audit-log-path') || args.has('audit-webhook-config-file');
  if (!policy && !backend) return ['auditing is off: neither --audit-policy-file nor --audit-log-path is set'];
  if (!policy) return ['--audit-policy-file is missing, so nothing is recorded'];
  if (!backend) return ['--audit-log-path is missing (and no webhook is set), so nothing is recorded'];
  return [];
}

const pathArguments = ['audit-policy-file', 'audit-log-path'];

function missingMounts(found: ApiServerManifest): string[] {
  return pathArguments.flatMap((name) => {
    const path = found.args.get(name);
    if (path === undefined || path === '-' || nodePathOf(found, path) !== null) return [];
    return [`--${name}=${path} is in no mounted volume, so the API server cannot see it`];
  });
}

/** The last one wins, silently. */
function repeatedArguments({ repeated }: ApiServerManifest): string[] {
  return [...repeated]
    .filter(([name]) => name.startsWith('audit-'))
    .map(
      ([name, values]) =>
        `--${name} is set ${values.length === 2 ? 'twice' : `${values.length} times`}; the last, ${values.at(-1)}, wins`,
    );
}

/** The events of a format that is no JSON cannot be read by anything here. */
function wrongFormat({ args }: ApiServerManifest): string[] {
  const format = args.get('audit-log-format') ?? 'json';
  return format === 'json'
    ? []
    : [`--audit-log-format=${format}: the log is in the ${format} format, which is no JSON`];
}

/** Which arguments of a manifest the repair replaces by kubeadm's, or removes. */
function unwantedOf(found: ApiServerManifest | null, wanted: WantedAuditing): (name: string, value: string) => boolean {
  const foreign = isForeign(wanted);
  return (name, value) => {
    if (found === null || !foreign(name, value)) return false;
    const isUnseen = pathArguments.includes(name) && value !== '-' && nodePathOf(found, value) === null;
    const isReplaced = found.repeated.has(name) && wanted.args.has(name);
    return isUnseen || isReplaced || (name === 'audit-log-format' && value !== 'json');
  };
}
