// Does kube-apiserver.yaml carry the audit arguments, and the volumes and mounts that they need?
import type { Finding } from '../../core/finding.ts';
import { nodePathOf, type ApiServerManifest } from '../../kind/api-server-manifest.ts';
import { API_SERVER_MANIFEST } from '../../kind/paths.ts';
import { onEveryControlPlane, type Check, type Target } from '../check.ts';

export const manifest: Check = {
  id: 'manifest',
  title: 'API server arguments, volumes and mounts',
  about: 'kube-apiserver.yaml names a policy and a backend, and mounts the folders of both',
  timeoutMs: 10_000,
  look: (target) =>
    onEveryControlPlane(target, async (node) => {
      const survey = await target.survey(node);
      if (survey.manifest === null) {
        const what = survey.manifestText === null ? 'is not there' : 'is not a pod';
        return { status: 'fail', evidence: `${API_SERVER_MANIFEST} ${what}`, fix: recreate(target) };
      }
      return judge(survey.manifest, target);
    }),
};

function judge(found: ApiServerManifest, target: Target): Finding {
  const faults = [...missingArguments(found), ...missingMounts(found)];
  if (faults.length > 0) return { status: 'fail', evidence: faults.join('; '), fix: recreate(target) };
  const names = [...found.args.keys()].filter((name) => name.startsWith('audit-'));
  return { status: 'ok', evidence: `${names.length} audit arguments, policy and log folder mounted` };
}

function missingArguments({ args }: ApiServerManifest): string[] {
  const policy = args.has('audit-policy-file');
  const backend = args.has('audit-log-path') || args.has('audit-webhook-config-file');
  if (!policy && !backend) return ['auditing is off: neither --audit-policy-file nor --audit-log-path is set'];
  if (!policy) return ['--audit-policy-file is missing, so nothing is recorded'];
  if (!backend) return ['--audit-log-path is missing (and no webhook is set), so nothing is recorded'];
  return [];
}

function missingMounts(found: ApiServerManifest): string[] {
  return ['audit-policy-file', 'audit-log-path'].flatMap((name) => {
    const path = found.args.get(name);
    if (path === undefined || path === '-' || nodePathOf(found, path) !== null) return [];
    return [`--${name}=${path} is in no mounted volume, so the API server cannot see it`];
  });
}

function recreate({ cluster }: Target): string {
  return `kind-audit down --name ${cluster} && kind-audit up --name ${cluster}`;
}
