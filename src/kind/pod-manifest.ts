// The manifest of a static pod as a value, read as far as this program uses it; or what is wrong with its text.
import { loadAll, YAMLException } from 'js-yaml';

interface Probe {
  httpGet?: { port?: unknown } | null;
}

export interface PodContainer {
  readonly name?: string;
  readonly image?: string;
  command?: string[];
  args?: string[];
  ports?: unknown;
  resources?: unknown;
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  startupProbe?: Probe;
  volumeMounts?: { name: string; mountPath: string; readOnly?: boolean }[];
}

export interface Pod {
  kind?: string;
  metadata?: { name?: string; annotations?: Record<string, string>; labels?: Record<string, string> };
  spec?: {
    containers?: PodContainer[];
    volumes?: { name: string; hostPath?: { path: string; type?: string } | null }[];
  };
}

/** A pod and its first container. */
export interface ReadPod {
  readonly pod: Pod;
  readonly container: PodContainer;
}

/** Why a text is not a pod, and where: lines and columns count from 1; no place where the whole text is meant. */
export interface PodFault {
  readonly message: string;
  /** It says that it is a pod. */
  readonly isPod?: true;
  readonly line?: number;
  readonly column?: number;
}

/** Reads a manifest, YAML or JSON; of several documents the first, as the kubelet does. Never throws, whatever the text. */
export function readPod(text: string): ReadPod | PodFault {
  let pod: unknown;
  try {
    pod = loadAll(text, { json: true })[0];
  } catch (error) {
    return yamlFault(error);
  }
  if (text.trim() === '') return { message: 'is empty' };
  if (!isMapping(pod)) return { message: 'is not a pod' };
  const fault = shapeFault(pod);
  const isPod = pod['kind'] === 'Pod' ? { isPod: true as const } : {};
  if (fault !== null) return { message: fault, ...isPod };
  const read: Pod = pod;
  const container = read.spec?.containers?.[0];
  return container === undefined ? { message: 'is a pod without containers', ...isPod } : { pod: read, container };
}

/** A fault as words after the file's name: "kube-apiserver.yaml:14:1: tab characters …", "kube-apiserver.yaml is empty". */
export function faultText(file: string, { message, line, column }: PodFault): string {
  return line === undefined ? `${file} ${message}` : `${file}:${line}:${column}: ${message}`;
}

function yamlFault(error: unknown): PodFault {
  if (!(error instanceof YAMLException) || error.mark === undefined) return { message: 'cannot be read as YAML' };
  return { message: error.reason, line: error.mark.line + 1, column: error.mark.column + 1 };
}

/** What of a pod is not of the type that Kubernetes gives it; null where all that is used here is. */
function shapeFault(pod: Readonly<Record<string, unknown>>): string | null {
  const { metadata, spec } = pod;
  if (!isMappingOrAbsent(metadata)) return 'has a metadata that is not a mapping';
  if (!isMappingOrAbsent(metadata?.['annotations'])) return 'has annotations that are not a mapping';
  if (!isMappingOrAbsent(spec)) return 'has a spec that is not a mapping';
  const { containers, volumes } = spec ?? {};
  if (!isListOf(containers, isMapping)) return 'has containers that are not a list of mappings';
  if (!isListOf(volumes, (each) => isMapping(each) && isMappingOrAbsent(each['hostPath'])))
    return 'has volumes that are not a list of mappings';
  for (const { command, args, volumeMounts } of (containers ?? []) as readonly Record<string, unknown>[]) {
    if (!isListOf(command, isWord) || !isListOf(args, isWord)) return 'has a command that is not a list of texts';
    if (!isListOf(volumeMounts, isMapping)) return 'has volumeMounts that are not a list of mappings';
  }
  for (const container of (containers ?? []) as readonly Record<string, unknown>[]) {
    for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
      const value = container[probe];
      if (!isMappingOrAbsent(value) || !isMappingOrAbsent(value?.['httpGet']))
        return `has a ${probe} that is not a mapping`;
    }
  }
  return null;
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isMappingOrAbsent(value: unknown): value is Readonly<Record<string, unknown>> | null | undefined {
  return value === undefined || value === null || isMapping(value);
}

function isListOf(value: unknown, is: (entry: unknown) => boolean): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.every(is));
}

function isWord(value: unknown): boolean {
  return typeof value === 'string';
}
