// The policies that ship with kind-audit: data files in templates/policies/.

export interface Preset {
  readonly name: string;
  /** What it logs, in a few words. */
  readonly title: string;
}

export const presets: readonly Preset[] = [
  { name: 'metadata', title: 'who did what, for every request; no bodies (the kind guide)' },
  { name: 'cis', title: 'what the CIS benchmark asks for: bodies of changes, but never of secrets' },
  { name: 'gce', title: "Google Compute Engine's reference policy: quiet system noise, bodies of changes" },
  { name: 'kkp-metadata', title: "Kubermatic's metadata: who did what, for every request" },
  { name: 'kkp-recommended', title: "Kubermatic's recommended: bodies of workload changes, metadata for the rest" },
  { name: 'kkp-minimal', title: "Kubermatic's minimal: workload changes, exec, secrets and configmaps only" },
  { name: 'deckhouse-basic', title: "Deckhouse's built-in rules: changes by people and by the system" },
  { name: 'gardener-default', title: "Gardener's default: nothing at all" },
];

/** The file of a preset below the folder of templates. */
export function presetPath(name: string): string {
  return `policies/${name}.yaml`;
}
