// The sources of a cluster's settings in their order: flags, the project's file, the record, the machine's file, defaults.
import type { LogRotation } from '../core/log-rotation.ts';
import { defaultRotation } from '../kind/audit-settings.ts';
import type { FileContent } from '../settings/table.ts';
import type { SettingsFile, SettingsInEffect } from '../settings/settings.ts';
import type { ClusterRecord } from '../state/cluster-record.ts';

/** What decides a cluster. Paths are absolute; null is what was decided too: kind's own image, the usual kubeconfig. */
interface Decided extends LogRotation {
  readonly dir: string | null;
  readonly image: string | null;
  readonly controlPlanes: number;
  readonly workers: number;
  readonly kubeconfig: string | null;
}

/** What one source says; absent is nothing. */
export type Layer = Partial<Decided>;

const builtIn: Decided = {
  dir: null,
  image: null,
  controlPlanes: 1,
  workers: 0,
  kubeconfig: null,
  ...defaultRotation,
};

/** The settings files that come before the record of a cluster of this name, and those that come after it. */
export function filesFor(
  { project, machine }: SettingsInEffect,
  name: string,
): { readonly before: readonly SettingsFile[]; readonly after: readonly SettingsFile[] } {
  const files = (...each: readonly (SettingsFile | null)[]): readonly SettingsFile[] =>
    each.filter((file) => file !== null);
  // The settings of a project say what its own cluster shall be; another one stays as it was made.
  const isOwn = (project?.content.name?.value ?? name) === name;
  return isOwn ? { before: files(project), after: files(machine) } : { before: [], after: files(project, machine) };
}

/** The first that says something, of the flags, the files, the record and the defaults. */
export function decided(given: Layer, record: ClusterRecord | null, inEffect: SettingsInEffect, name: string): Decided {
  const { before, after } = filesFor(inEffect, name);
  const recorded = record === null ? [] : [ofRecord(record)];
  return firstOf([given, ...before.map(ofFile), ...recorded, ...after.map(ofFile)]);
}

/** What the flags and the settings of the cluster's own project say: nothing else of a cluster that exists is asked for. */
export function askedFor(given: Layer, inEffect: SettingsInEffect, name: string): Layer {
  const layers = [given, ...filesFor(inEffect, name).before.map(ofFile)];
  return layers.reduceRight<Layer>((below, layer) => ({ ...below, ...layer }), {});
}

/** What a cluster of this name gets of which nothing is said but in files. */
export function defaultsFor(inEffect: SettingsInEffect, name: string): Decided {
  return decided({}, null, inEffect, name);
}

function firstOf(layers: readonly Layer[]): Decided {
  return layers.reduceRight<Decided>((below, layer) => ({ ...below, ...said(layer) }), builtIn);
}

/** Without what is undefined. */
function said(layer: { readonly [Key in keyof Layer]: Layer[Key] | undefined }): Layer {
  return Object.fromEntries(Object.entries(layer).filter(([, value]) => value !== undefined));
}

function ofFile({ content }: { readonly content: FileContent }): Layer {
  const { dir, image, kubeconfig, nodes = {}, rotation = {} } = content;
  return said({
    dir: dir?.value,
    image: image?.value,
    kubeconfig: kubeconfig?.value,
    controlPlanes: nodes.controlPlanes?.value,
    workers: nodes.workers?.value,
    maxAgeDays: rotation.maxAge?.value,
    maxBackups: rotation.maxBackup?.value,
    maxSizeMiB: rotation.maxSize?.value,
  });
}

function ofRecord({ dir, kubeconfig, settings }: ClusterRecord): Layer {
  const { image, controlPlanes, workers, rotation } = settings;
  return { dir, kubeconfig: kubeconfig ?? null, image, controlPlanes, workers, ...rotation };
}
