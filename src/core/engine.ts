// Container engines and the nodes of kind clusters in them, as types.
import type { Exec } from './exec.ts';

/** A stream of what a command in a node prints; closing it ends the command in the node too. */
export interface NodeStream extends AsyncDisposable {
  readonly stdout: AsyncIterable<Uint8Array>;
}

/** A container of a kind cluster in which commands can be run. */
export interface Node extends Exec {
  readonly name: string;
  readonly role: NodeRole;
  /**
   * Runs a command and returns its output as it comes. The command must end when its standard input
   * ends: an engine cannot kill what it has started inside a container.
   */
  stream(argv: readonly string[], signal: AbortSignal): Promise<NodeStream>;
}

export type NodeRole = 'control-plane' | 'worker' | 'external-load-balancer';

/** A folder or file of the engine's host in a container. */
export interface BindMount {
  readonly source: string;
  readonly target: string;
}

/** A node's container as the engine sees it. */
export interface NodeContainer {
  /** The engine's own identifier: another container never has it, whatever its name. */
  readonly id: string;
  readonly name: string;
  readonly cluster: string;
  readonly role: NodeRole;
  readonly running: boolean;
  /** The engine's own word: running, exited, paused, … */
  readonly state: string;
  readonly image: string;
  /** When it was created, in milliseconds since 1970 by the engine's clock. */
  readonly created: number;
  readonly mounts: readonly BindMount[];
}

export interface EngineInfo {
  readonly version: string;
  readonly cgroupVersion: 1 | 2;
  readonly rootless: boolean;
  /** Where the engine keeps its data, on the engine's host. */
  readonly dataDir: string;
}

export interface LocalImage {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
}

export type Provider = 'docker' | 'podman' | 'nerdctl' | 'finch' | 'nerdctl.lima';

/** Where an engine was found and what named it. */
export interface EnginePlace {
  readonly provider: Provider;
  /** A socket or URL; the program's name where the engine is used through its command line. */
  readonly endpoint: string;
  /** For instance "DOCKER_HOST", "docker context colima", "the default socket". */
  readonly origin: string;
}

/** A container engine that answers. Each question has a time limit, and ends with the signal's reason when that is aborted. */
export interface Engine extends EnginePlace {
  info(signal?: AbortSignal): Promise<EngineInfo>;
  /** A local image, or null. */
  image(reference: string, signal?: AbortSignal): Promise<LocalImage | null>;
  /** Local references of a repository: "repository:tag", or "repository@digest" for an image without a tag. */
  imagesOf(repository: string, signal?: AbortSignal): Promise<readonly string[]>;
  /** Asks the image's registry for it, through the engine. */
  registryHas(reference: string, timeoutMs: number, signal?: AbortSignal): Promise<'yes' | 'no' | 'unreachable'>;
  /** The nodes of one kind cluster, or of all (null); sorted by name. */
  nodes(cluster: string | null, signal?: AbortSignal): Promise<readonly NodeContainer[]>;
  /** The containers with these names, of whatever kind; `cluster` is empty for one that is not kind's. */
  named(names: readonly string[], signal?: AbortSignal): Promise<readonly NodeContainer[]>;
  node(container: Pick<NodeContainer, 'name' | 'role'>): Node;
  /** The argument list that runs a program in a container with this process's streams; `terminal` gives it one. */
  execArgv(container: string, argv: readonly string[], terminal: boolean): readonly string[];
}
