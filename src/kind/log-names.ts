// How the files of an audit log are named: the log itself, rotated ones, the log of a second server, kept standard output.
import { LOG_DIR } from './paths.ts';

/** A moment in a name, to the second. */
const MOMENT = String.raw`\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d`;

// The API server: audit-2026-11-21T08-09-51.567.log. Source: lumberjack's backupName.
const ofServer = new RegExp(String.raw`^(.*)-(${MOMENT}\.\d{3})((?:\.[^./]*)?)$`);
// A second API server: audit-2026-11-21T08-09-51,567.log.
const ofSecond = new RegExp(String.raw`^(.*)-${MOMENT},\d{3}((?:\.[^./]*)?)$`);

/**
 * Where the standard output of API servers is kept when their containers go: files that are named like the logs of second
 * servers beside this one, which itself does not exist. They have the framing of the container runtime.
 */
export const KEPT_OUTPUT = `${LOG_DIR}/kube-apiserver-stdout.log`;

/** Where what containers have printed is kept by links, in a folder for each pod, from before its pod goes. */
export const HELD_OUTPUT = '/var/lib/kind-audit/output';

/** What the name of a file says that an API server has rotated. */
export interface RotatedByServer {
  readonly log: string;
  /** The moment, as it is in the name. */
  readonly rotated: string;
}

/** Reads a path without `.gz`; null where no API server gives such a name to what it rotates. */
export function rotatedByServer(path: string): RotatedByServer | null {
  const found = ofServer.exec(path);
  return found === null ? null : { log: `${found[1]}${found[3]}`, rotated: found[2] ?? '' };
}

/** How the API server names a file that it rotates at a moment, in milliseconds since 1970. */
export function rotatedName(log: string, ms: number): string {
  return withMoment(log, new Date(ms).toISOString());
}

/**
 * How the log of a second API server is named that is started at a moment beside the first one, whose log is `log`: like a
 * rotated one, but with a comma before the milliseconds. Go reads that as a moment too, so the first server keeps and removes
 * the file like its own rotated ones, and no server ever gives such a name itself. Sources: lumberjack's timeFromName; Go's
 * time.Parse.
 */
export function secondLogName(log: string, ms: number): string {
  return withMoment(log, new Date(ms).toISOString().replace('.', ','));
}

/** The log of the first server beside which a second one wrote the file, packed and rotated or not; null for any other file. */
export function firstLogOf(path: string): string | null {
  const plain = path.replace(/\.gz$/, '');
  const found = ofSecond.exec(rotatedByServer(plain)?.log ?? plain);
  return found === null ? null : `${found[1]}${found[2]}`;
}

/** The log that a file belongs to, as the API servers and kind-audit name files: the path of the log itself. */
export function logOfServers(path: string): string {
  const plain = path.replace(/\.gz$/, '');
  return firstLogOf(plain) ?? rotatedByServer(plain)?.log ?? path;
}

function withMoment(log: string, iso: string): string {
  const slash = log.lastIndexOf('/');
  const dot = log.lastIndexOf('.');
  const end = dot > slash ? dot : log.length;
  return `${log.slice(0, end)}-${iso.replaceAll(':', '-').slice(0, -1)}${log.slice(end)}`;
}
