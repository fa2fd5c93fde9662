// Loads a policy exactly as kube-apiserver does: accepts it, ignores parts of it, or refuses to start.
import type { Range } from '../../core/diagnostic.ts';
import { messageOf } from '../../core/problem.ts';
import { remarkAt, type PolicyDiagnostic, type Remark } from '../model/diagnostic.ts';
import { minorOf, NEWEST_MINOR } from '../model/kubernetes-version.ts';
import { whatFile } from '../recognize/what-file.ts';
import { decodePolicyBytes } from '../text/decode-bytes.ts';
import { looksLikeJson } from '../text/json.ts';
import { TextError } from '../text/text-error.ts';
import { Loading, type Loaded } from './loading.ts';

export type { Verdict } from './loading.ts';

/** A policy as its text, or as the bytes of its file, which may be in UTF-8 or UTF-16. */
export type PolicySource = string | Uint8Array;

export interface LoadOptions {
  /** For instance "1.35"; the newest known one by default, and for a text that is not a version. */
  readonly kubernetesVersion?: string;
}

/** What kube-apiserver does with a policy, and the policy that is then in effect. */
export interface LoadedPolicy extends Pick<Loaded, 'server' | 'policy' | 'diagnostics'> {}

/** A loaded policy with the places of its parts. */
export interface PlacedPolicy extends Loaded {
  /** The text that places refer to. */
  readonly text: string;
}

/**
 * Determines what kube-apiserver does with a policy, YAML or JSON, and gives the policy that is then in effect. Never throws,
 * whatever the text or the bytes.
 */
export function loadPolicy(source: PolicySource, options: LoadOptions = {}): LoadedPolicy {
  const { server, policy, diagnostics } = loadWithPlaces(source, options);
  return policy === undefined ? { server, diagnostics } : { server, policy, diagnostics };
}

/** The same for callers that also point at places in the text. */
export function loadWithPlaces(source: PolicySource, options: LoadOptions = {}): PlacedPolicy {
  const minor = minorOf(options.kubernetesVersion ?? '') ?? NEWEST_MINOR;
  if (typeof source === 'string') return { text: source, ...loadText(source, minor) };
  const { text, broken } = decodePolicyBytes(source);
  const loaded = { text, ...loadText(text, minor) };
  return broken === null ? loaded : refuseEncoding(loaded, broken);
}

/** Every error of a policy, in the order of its text; empty for a policy that the API server accepts. */
export function policyErrors(source: PolicySource, options: LoadOptions = {}): readonly PolicyDiagnostic[] {
  return loadPolicy(source, options).diagnostics.filter(({ severity }) => severity === 'error');
}

/** Remarks about a policy would only mislead where the file is none: there, one says what it is. */
function loadText(text: string, minor: number): Loaded {
  const loaded = readText(text, minor);
  const file = loaded.server === 'refuses' ? whatFile(text, loaded.tree) : null;
  if (file === null) return loaded;
  const { id, message, help } = file;
  const diagnostics = [remarkAt(text, file, { id, severity: 'error', message, help })];
  return { server: 'refuses', diagnostics, ...(loaded.tree === undefined ? {} : { tree: loaded.tree }) };
}

function readText(text: string, minor: number): Loaded {
  try {
    return new Loading(text, minor).run();
  } catch (error) {
    const textError = asTextError(error);
    const id = looksLikeJson(text) ? 'json-syntax' : 'yaml-syntax';
    const remark: Remark = { id, severity: 'error', message: textError.message, help: textError.help };
    return { server: 'refuses', diagnostics: [remarkAt(text, withinText(text, textError.range), remark)] };
  }
}

/** The remark about bytes that cannot be decoded comes first: the others may only follow from it. */
function refuseEncoding({ policy, ...loaded }: PlacedPolicy, at: number): PlacedPolicy {
  const remark = remarkAt(loaded.text, { start: at, end: at + 1 }, undecodable);
  const draft = policy === undefined ? {} : { draft: policy };
  return { ...loaded, ...draft, server: 'refuses', diagnostics: [remark, ...loaded.diagnostics] };
}

const undecodable: Remark = {
  id: 'encoding',
  severity: 'error',
  message: 'the file is not valid UTF-8 or UTF-16',
  help: 'save it as UTF-8',
};

/** A text nested so deeply that reading it overflows the stack is not a policy either. */
function asTextError(error: unknown): TextError {
  if (error instanceof TextError) return error;
  if (error instanceof RangeError) return new TextError('this is nested too deeply', { start: 0, end: 1 });
  return new TextError(messageOf(error), { start: 0, end: 1 });
}

function withinText(text: string, { start, end }: Range): Range {
  const from = Math.min(start, text.length);
  return { start: from, end: Math.max(from, Math.min(end, text.length)) };
}
