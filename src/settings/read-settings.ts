// Reads the bytes of a settings file; whatever is wrong with it is one problem that shows every place.
import { codeFrames } from '../core/code-frame.ts';
import { diagnosticAt, type Diagnostic, type Range } from '../core/diagnostic.ts';
import { painter } from '../core/paint.ts';
import { Problem } from '../core/problem.ts';
import { decodePolicyBytes } from '../policy/text/decode-bytes.ts';
import { TextError } from '../policy/text/text-error.ts';
import { readYaml, type ReadYaml } from '../policy/text/yaml/read-yaml.ts';
import type { Reading } from './shape.ts';
import { settingsShape, type FileContent } from './table.ts';

/**
 * The content of a settings file. `file` is its absolute path, `home` the folder that "~/" stands for. Throws the Problem
 * `settings-refused` for a file that is not YAML, or not settings; an empty file has none.
 */
export function readSettings(bytes: Uint8Array, file: string, home: string): FileContent {
  const { text, broken } = decodePolicyBytes(bytes);
  const reading: Reading = { file, text, home, faults: [] };
  if (broken !== null) {
    const range = { start: broken, end: broken + 1 };
    throw refused(reading, [faultAt(text, range, 'encoding', 'the file is not valid UTF-8', 'save it as UTF-8')]);
  }
  const yaml = yamlOf(reading);
  const content = settingsShape.read(yaml.tree, reading) ?? {};
  const faults = [...yamlFaults(text, yaml), ...reading.faults];
  if (faults.length === 0) return content;
  throw refused(
    reading,
    faults.toSorted((a, b) => a.line - b.line || a.column - b.column),
  );
}

function yamlOf(reading: Reading): ReadYaml {
  try {
    return readYaml(reading.text);
  } catch (error) {
    if (!(error instanceof TextError)) throw error;
    throw refused(reading, [faultAt(reading.text, error.range, 'syntax', error.message, error.help)]);
  }
}

/** What YAML allows, and what would keep a part of the file from having an effect. */
function yamlFaults(text: string, { repeated, unread }: ReadYaml): readonly Diagnostic[] {
  return [
    ...repeated
      .filter(({ merged }) => !merged)
      .map(({ key, range }) => faultAt(text, range, 'repeated-key', `"${key}" is here twice`, 'leave one of them out')),
    ...(unread === null
      ? []
      : [faultAt(text, { start: unread, end: unread + 1 }, 'second-document', 'nothing reads a second document')]),
  ];
}

function faultAt(text: string, { start, end }: Range, id: string, message: string, help?: string): Diagnostic {
  const from = Math.min(start, text.length);
  const range = { start: from, end: Math.max(from, Math.min(end, text.length)) };
  return diagnosticAt(text, range, { id, severity: 'error', message, ...(help === undefined ? {} : { help }) });
}

function refused({ file, text }: Reading, faults: readonly Diagnostic[]): Problem {
  const [first] = faults;
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : '';
  return new Problem('settings-refused', `${file}:${first?.line}:${first?.column}: ${first?.message}${more}`, {
    details: codeFrames(file, text, faults, painter(false)).join('\n'),
    hint: `${first?.help === undefined ? '' : `${first.help}; `}all keys: kind-audit schema settings`,
  });
}
