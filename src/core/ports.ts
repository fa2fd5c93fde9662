// The ports to the outside, as types only: what the program may ask of the world.
// The real ones are in io/, put together in io/world.ts; tests implement the same types.
import type { Report } from './event.ts';
import type { Engine } from './engine.ts';
import type { HostExec } from './exec.ts';
import type { AppendFiles } from './append-files.ts';
import type { OpenSender } from './http-sender.ts';
import type { Listen } from './http-server.ts';
import type { ScreenText } from './screen-text.ts';

export type { BindMount, Engine, EngineInfo, LocalImage, Node, NodeContainer, NodeRole, Provider } from './engine.ts';
export type { Exec, HostExec, Ran, RunOptions } from './exec.ts';

/** What a path leads to, after every link. A pipe is one with or without a name, a device also a terminal. */
export type FileKind = 'file' | 'directory' | 'pipe' | 'socket' | 'device';

/** Everything that cannot be replaced, and that holds nothing or has no end. */
export type NoFile = Exclude<FileKind, 'file'>;

export interface FileStat {
  readonly kind: FileKind;
  /** Bytes. */
  readonly size: number;
  /** Distinguishes this file from another that gets its name later. */
  readonly identity?: string;
}

/** A file that grows. */
export interface GrowingFile {
  /** Adds bytes at its end; one call after the other. */
  append(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** Files of this machine. Paths are absolute. Reads give null for what does not exist, and throw for the rest. */
export interface Files {
  read(path: string): Promise<string | null>;
  readBytes(path: string): Promise<Uint8Array | null>;
  /**
   * All of a file, or of a pipe once its writers have gone; else what is there instead. A pipe counts as that where
   * nobody writes to it, for which this waits a second and not for ever; `large` is more than `most` bytes.
   */
  readWhole(path: string, most: number): Promise<Uint8Array | NoFile | 'large' | null>;
  /**
   * The bytes of a file as they are read, from the start or from an offset; nothing when `identity` is
   * given and the file is a different one.
   */
  stream(path: string, from?: number, identity?: string): AsyncIterable<Uint8Array>;
  /** The content of gzipped bytes. */
  gunzip(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  stat(path: string): Promise<FileStat | null>;
  /** What is at the path itself, so that a link is one, and the user id of its owner. */
  entry(path: string): Promise<{ readonly kind: FileKind | 'link'; readonly owner: number } | null>;
  list(path: string): Promise<readonly string[]>;
  /**
   * As `replace`, whatever the file holds; throws for what is no file. The mode defaults to that of the file which is
   * replaced, and to 0644 without the umask for a new one.
   */
  write(path: string, text: string | Uint8Array, mode?: number): Promise<void>;
  /**
   * Gives a file new content, and leaves everything else of it as it was: links to it, its other names, its mode and
   * its owner. Where nothing is, it is created. `before` is what must be there, null for nothing; `changed` when it
   * is not, and then nothing is written. What is no file is left alone, and its kind returned.
   */
  replace(
    path: string,
    content: string | Uint8Array,
    before?: Uint8Array | null,
  ): Promise<'written' | 'changed' | NoFile>;
  /**
   * Creates the file, with its content from the first moment on, only if nothing is there; false when something was.
   * The mode defaults to 0644.
   */
  create(path: string, text: string | Uint8Array, mode?: number): Promise<boolean>;
  /** Opens a file for writing and leaves it as it is; throws what keeps it from being written. */
  tryWrite(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  copy(from: string, to: string): Promise<void>;
  chmod(path: string, mode: number): Promise<void>;
  makeDir(path: string, mode?: number): Promise<void>;
  /** Removes a file or a whole folder; nothing happens when it is not there. */
  remove(path: string): Promise<void>;
  /** Creates a file, to which text is then added bit by bit, only if nothing is there; null when something was. */
  createGrowing(path: string, mode: number): Promise<GrowingFile | null>;
  /** Free bytes of the file system that holds the path. */
  freeBytes(path: string): Promise<number>;
}

/** Whole lines of a file as work for a thread: those that begin at `from` or later and before `to`. */
export interface LinesOfFile {
  readonly path: string;
  readonly from: number;
  readonly to: number;
  /** Lines longer than this are shortened. */
  readonly longest: number;
}

/** What a thread made of some lines. */
export interface Worked<Result> {
  readonly result: Result;
  /** Hands memory of the result, no longer needed, to the thread for its next one. */
  readonly recycle: (memory: ArrayBuffer) => void;
}

/** Some threads that do the same work. */
export interface Crew<Result> extends AsyncDisposable {
  readonly size: number;
  run(lines: LinesOfFile): Promise<Worked<Result>>;
}

/** Runs work in this thread; null where it did not end in so many milliseconds, whatever it was doing then. */
export type Within = <Result>(ms: number, work: () => Result) => { readonly done: Result } | null;

/** Other threads of this process, for work that keeps a processor busy. */
export interface Threads {
  /** Processors that this process may use. */
  readonly processors: number;
  /**
   * A crew of `count` for a module of the bundle that exports `createWork`; `settings` is given to each. Where they
   * `join`, this thread is one of them: no start to wait for, but its garbage is collected later.
   */
  start<Result>(module: string, settings: unknown, count: number, join: boolean): Crew<Result>;
  readonly within: Within;
}

export interface Clock {
  now(): Date;
  /** Waits; rejected with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** A signal that is aborted after so many milliseconds; keeps nothing running. */
  timeout(ms: number): AbortSignal;
  /** Milliseconds since some moment; never decreases. */
  monotonic(): number;
}

/** Questions to the user at the terminal. Only called when `World.interactive` is true. */
export interface Prompt {
  confirm(message: string, byDefault: boolean): Promise<boolean>;
  input(message: string, byDefault: string, validate: (value: string) => string | true): Promise<string>;
  select<T extends string>(message: string, choices: readonly { value: T; name: string }[], byDefault: T): Promise<T>;
}

/** Which processes are alive; for locks and for the engine's daemon. */
export interface Processes {
  readonly pid: number;
  alive(pid: number): boolean;
}

/** Standard output: the answer of a command, as text for people or as bytes for programs. */
export interface Output {
  /**
   * Resolves when the reader has accepted the text, so that a slow pipe slows the writer; rejected when the signal, or
   * that of the world, is aborted before.
   */
  write(text: ScreenText | Uint8Array, signal?: AbortSignal): Promise<void>;
  readonly columns: number;
  readonly color: boolean;
  readonly terminal: boolean;
  /** Resolves when the reader of a pipe goes away, where that shows before the next write; else never. */
  readerGone?(signal: AbortSignal): Promise<void>;
}

/** The beginning of an answer to a request, and its bytes as they arrive. */
export interface HttpAnswer {
  readonly status: number;
  /** Empty unless the status is one of success. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** With what a TLS connection is made; PEM texts. */
export interface TlsAccess {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Accept any certificate. */
  readonly unverified: boolean;
}

/** Downloads, and questions to servers. */
export interface Http {
  /** Asks an address, redirects followed; 'unreachable' when no server there answers. */
  get(url: string, signal: AbortSignal): Promise<HttpAnswer | 'unreachable'>;
  /** The status with which a server answers a GET over TLS, or in words why it does not; waits five seconds at most. */
  status(url: string, tls: TlsAccess, signal: AbortSignal): Promise<number | string>;
}

/** What a certificate says. */
export interface CertificateFacts {
  /** The sort of its key: "EC P-256", "RSA 2048". */
  readonly kind: string;
  readonly subject: string;
  readonly issuer: string;
  /** Names of hosts and addresses that it is for. */
  readonly names: readonly string[];
  /** It is valid between these two, in milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly isForClients: boolean;
  readonly isForServers: boolean;
  /** Whether it may sign others. */
  readonly isAuthority: boolean;
  /** Whether it is for this host or address, by its alternative names alone, as Go's programs judge. */
  isFor(name: string): boolean;
}

/** What a private key is. */
export interface KeyFacts {
  /** As of a certificate. */
  readonly kind: string;
  /** Whether it belongs to the certificate; null where there is none. */
  readonly fits: boolean | null;
}

/** Reads certificates and keys; never throws, whatever the text. */
export interface Pem {
  /** Every certificate of a PEM text, in order, none where it has none; null where one of them cannot be read. */
  certificates(text: string): readonly CertificateFacts[] | null;
  /** A private key, compared with the first certificate of a PEM text; null for what is none. */
  key(text: string, certificate?: string): KeyFacts | 'encrypted' | null;
  /** Whether the first certificate of a PEM text was signed by one of another's. */
  isSignedBy(text: string, authorities: string): boolean;
}

/** What this machine is. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  /** As Go names it: amd64, arm64. */
  readonly architecture: string;
  /** Effective user id; null where there are none. */
  readonly uid: number | null;
  /** Bytes of memory that are available without swapping. */
  availableMemory(): number;
}

/** Everything a command may touch. Built once for a real run, from fakes for a test. */
export interface World {
  readonly exec: HostExec;
  readonly files: Files;
  readonly clock: Clock;
  readonly prompt: Prompt;
  readonly processes: Processes;
  readonly threads: Threads;
  readonly http: Http;
  readonly listen: Listen;
  readonly openSender: OpenSender;
  /** Loaded only where they are needed. */
  appendFiles(): Promise<AppendFiles>;
  readonly out: Output;
  readonly machine: Machine;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The current folder. */
  readonly cwd: string;
  readonly home: string;
  /** The absolute path of the folder with the shipped templates. */
  readonly templates: string;
  /** A user is there to answer: standard input and error are terminals, and CI is not set. */
  readonly interactive: boolean;
  /** Standard input and output are terminals. */
  readonly terminal: boolean;
  /** Bytes of standard input; the signal, or that of the world, closes it. A second call throws a usage Problem. */
  stdin(signal?: AbortSignal): AsyncIterable<Uint8Array>;
  /** Finds the engine and checks that it answers; throws a Problem where none does. Found once, then kept. */
  engine(): Promise<Engine>;
  readonly report: Report;
  /** Resolves when what was reported is on the screen. */
  finished(): Promise<void>;
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
  /** Random hexadecimal text of 2 × `bytes` characters. */
  random(bytes: number): string;
  /** SHA-256 as hexadecimal text. */
  sha256(data: string | Uint8Array): string;
  readonly pem: Pem;
}

/** The parts of a world that a run of the program decides: where from, to whom it reports, what ends it. */
export type RunParts = Pick<World, 'env' | 'templates' | 'signal' | 'report' | 'finished'>;
