// Asking a backend from a node, before API servers send there.
import { commandFailed } from '../../core/command-failed.ts';
import type { Node, Pem } from '../../core/ports.ts';
import { decoded, parseSections } from '../../node/sections.ts';
import type { DirectBackend } from '../direct/files.ts';
import askScript from './ask.sh';
import type { WebhookAnswer } from './judge.ts';

/** Seconds for an answer. */
export const ANSWER_S = 10;

/** Sends an empty list as the API server would; throws a Problem where the node does not run commands. */
export async function askBackend(
  node: Node,
  { url, serverName, ca, cert, key }: DirectBackend,
  pem: Pem,
  signal: AbortSignal,
): Promise<WebhookAnswer> {
  const { protocol, hostname, port } = new URL(url);
  const at = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
  const argv = ['bash', '-c', askScript, 'ask-webhook', url, hostname, at, serverName ?? '', String(ANSWER_S)];
  const stdin = [ca, cert, key].map((each) => (each === null ? '' : Buffer.from(each).toString('base64'))).join('\n');
  const ran = await node.run(argv, { stdin: `${stdin}\n`, timeoutMs: (2 * ANSWER_S + 10) * 1000, signal });
  if (ran.exitCode !== 0) throw commandFailed(ran, `cannot ask the webhook from ${node.name}`);
  return parseAnswer(ran.stdout, pem);
}

function parseAnswer(text: string, pem: Pem): WebhookAnswer {
  const sections = parseSections(text);
  const said = (name: string): string =>
    (sections.get('answer') ?? []).find((line) => line.startsWith(`${name} `))?.slice(name.length + 1) ?? '';
  const leaf = decoded(sections.get('certificate')?.[0] ?? '');
  return {
    exit: Number(said('exit')),
    status: Number(said('status')),
    redirect: said('redirect'),
    words: said('words'),
    now: Number(sections.get('now')?.[0] ?? Number.NaN) * 1000,
    certificate: leaf === null ? null : (pem.certificates(leaf)?.[0] ?? null),
  };
}
