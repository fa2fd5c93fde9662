// Repair: what kubeadm was told of auditing is put back into a manifest that lacks it.
import { commandFailed } from '../../core/command-failed.ts';
import type { Node, World } from '../../core/ports.ts';
import type { Step } from '../../core/step.ts';
import { auditVolumes } from '../../kind/audit-settings.ts';
import { withAuditing, type WantedAuditing } from '../../kind/edit-manifest.ts';
import type { KubeadmConfig } from '../../kind/kubeadm-config.ts';
import { keptInNode, stampOf, type Repair } from '../repair.ts';
import { replaceManifest } from '../../node/replace-manifest.ts';
import freshScript from './scripts/fresh-manifest.sh';

/** Auditing as kubeadm was told of it; null when it was told of none. */
export function wantedAuditing(kubeadm: KubeadmConfig | null): WantedAuditing | null {
  if (kubeadm === null || !kubeadm.args.has('audit-policy-file')) return null;
  const args = new Map([...kubeadm.args].filter(([name]) => name.startsWith('audit-')));
  const holds = (folder: string): boolean =>
    ['audit-policy-file', 'audit-log-path', 'audit-webhook-config-file'].some((name) => {
      const path = args.get(name) ?? '';
      return path === folder || path.startsWith(`${folder.replace(/\/$/, '')}/`);
    });
  const told = kubeadm.volumes.filter(({ mountPath }) => holds(mountPath));
  // Another patch may have replaced the list of volumes: lists are not merged.
  const usual = auditVolumes.filter(
    ({ mountPath }) => holds(mountPath) && !told.some((volume) => volume.mountPath === mountPath),
  );
  return { args, volumes: [...told, ...usual] };
}

export function mendManifest(node: Node, wanted: WantedAuditing, world: World): Repair {
  const kept = keptInNode(world);
  return {
    key: `manifest:${node.name}`,
    rank: 'api-server',
    title: `put the audit arguments and volumes back into kube-apiserver.yaml of ${node.name}, and restart its API server`,
    steps: [mendStep(node, wanted, kept, stampOf(world))],
  };
}

function mendStep(node: Node, wanted: WantedAuditing, kept: string, mark: string): Step<World> {
  let before: string | null = null;
  return {
    id: `manifest:${node.name}`,
    title: `Mend the manifest of ${node.name}`,
    run: ({ signal }, voice) =>
      replaceManifest(
        {
          node,
          kept,
          mark,
          signal,
          async edit(text) {
            before = text;
            return withAuditing(text ?? (await freshManifest(node)), wanted);
          },
        },
        voice,
      ),
    async undo() {
      const text = before;
      if (text === null) return;
      const silent = { progress: () => undefined, alreadyTook: () => undefined };
      await replaceManifest({ node, kept, mark: `${mark}-undone`, edit: () => text }, silent);
    },
  };
}

/** The manifest as kubeadm would write it for this node. */
async function freshManifest(node: Node): Promise<string> {
  const ran = await node.run(['bash', '-c', freshScript, 'fresh'], { timeoutMs: 20_000 });
  if (ran.exitCode !== 0) throw commandFailed(ran, `kubeadm cannot write a manifest for ${node.name}`);
  return ran.stdout;
}
