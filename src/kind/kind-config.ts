// The kind config that kind-audit writes: a cluster whose control planes audit.
import { dump } from 'js-yaml';
import type { LogRotation } from '../core/log-rotation.ts';
import { auditArguments, auditVolumes, changeoverArguments } from './audit-settings.ts';
import { controlPlaneNames } from './cluster-name.ts';
import { LOG_DIR, POLICY_DIR } from './paths.ts';

/** What a cluster is made from. Paths are absolute paths of the host. */
export interface ClusterSettings {
  readonly name: string;
  /** Null leaves the choice to kind. */
  readonly image: string | null;
  readonly controlPlanes: number;
  readonly workers: number;
  readonly rotation: LogRotation;
  /** The folder with the deployed copy of the policy; every control plane sees the same. */
  readonly policyDir: string;
  /** The folder that holds a folder of logs for each control plane. */
  readonly logsDir: string;
  readonly kubelet: KubeletNeeds;
}

/** What the kubelet needs on an unusual host; all false on an ordinary one, and then nothing is written. */
export interface KubeletNeeds {
  /** From 1.35 on the kubelet does not start on cgroup v1 unless failCgroupV1 is false. */
  readonly allowCgroupV1: boolean;
  /** The host withholds CAP_SYS_RESOURCE, so that oom scores and some sysctls cannot be set. */
  readonly toleratesReducedCapabilities: boolean;
}

/** The folder of the host with one control plane's log. */
export function logDirOf(settings: Pick<ClusterSettings, 'logsDir'>, node: string): string {
  return `${settings.logsDir}/${node}`;
}

/** The text of kind-config.yaml without its header. */
export function kindConfigBody(settings: ClusterSettings): string {
  const image = settings.image === null ? {} : { image: settings.image };
  const controlPlanes = controlPlaneNames(settings.name, settings.controlPlanes).map((node) => ({
    role: 'control-plane',
    ...image,
    // Mounts belong to a node, so each control plane repeats them.
    extraMounts: [
      { hostPath: settings.policyDir, containerPath: POLICY_DIR, readOnly: true },
      { hostPath: logDirOf(settings, node), containerPath: LOG_DIR },
    ],
  }));
  const workers = Array.from({ length: settings.workers }, () => ({ role: 'worker', ...image }));
  return dump(
    {
      kind: 'Cluster',
      apiVersion: 'kind.x-k8s.io/v1alpha4',
      name: settings.name,
      kubeadmConfigPatches: [clusterConfigurationPatch(settings), ...kubeletPatches(settings.kubelet)],
      nodes: [...controlPlanes, ...workers],
    },
    { lineWidth: -1, noRefs: true },
  );
}

/**
 * A patch without apiVersion and with extraArgs as a map: the one form that kind merges into
 * kubeadm v1beta3 and v1beta4 alike. A patch with the wrong apiVersion is dropped silently.
 * Source: kind pkg/internal/patch/kubeyaml.go.
 */
function clusterConfigurationPatch({ rotation, image }: Pick<ClusterSettings, 'rotation' | 'image'>): string {
  const extraArgs = { ...auditArguments(rotation), ...changeoverArguments(image) };
  return patch({ kind: 'ClusterConfiguration', apiServer: { extraArgs, extraVolumes: auditVolumes } });
}

function kubeletPatches({ allowCgroupV1, toleratesReducedCapabilities }: KubeletNeeds): string[] {
  if (!allowCgroupV1 && !toleratesReducedCapabilities) return [];
  return [
    patch({
      kind: 'KubeletConfiguration',
      ...(allowCgroupV1 ? { failCgroupV1: false } : {}),
      ...(toleratesReducedCapabilities ? { featureGates: { KubeletInUserNamespace: true } } : {}),
    }),
  ];
}

function patch(value: unknown): string {
  // Quotes around every text: kubeadm rejects an argument that YAML reads as a number or a boolean.
  return dump(value, { lineWidth: -1, noRefs: true, forceQuotes: true, quoteStyle: 'double' });
}
