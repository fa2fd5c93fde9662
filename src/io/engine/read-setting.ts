// Reading a file of docker's settings: one that cannot be read is a problem with its name.
import type { Files } from '../../core/ports.ts';
import { messageOf, Problem } from '../../core/problem.ts';

/** The text of a file, or null where there is none. Throws a Problem that names it and what points to it. */
export async function readSetting(files: Pick<Files, 'read'>, path: string, askedBy: string): Promise<string | null> {
  try {
    return await files.read(path);
  } catch (cause) {
    throw new Problem('engine-missing', `cannot read ${path} (from ${askedBy}): ${messageOf(cause)}`, {
      hint: 'check who owns it, or choose the engine by DOCKER_HOST',
      cause,
    });
  }
}

/** The JSON object in a file's text. Throws a Problem that names the file when it is none. */
export function parseSetting(text: string, path: string, askedBy: string): Readonly<Record<string, unknown>> {
  const value = parse(text);
  if (isObject(value)) return value;
  throw brokenSetting(path, askedBy, 'it is not a JSON object');
}

/** What a file of docker's settings lacks, as a Problem. */
export function brokenSetting(path: string, askedBy: string, why: string): Problem {
  return new Problem('engine-missing', `${path} (from ${askedBy}) cannot be used: ${why}`, {
    hint: `correct ${path}, or choose the engine by DOCKER_HOST`,
  });
}

/** Whether a value from JSON has fields. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
