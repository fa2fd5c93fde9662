// Can the node reach the audit webhook, if one is set?
import type { Node } from '../../core/ports.ts';
import { parseKubeconfig } from '../../kind/kubeconfig.ts';
import { nodePathOf } from '../../kind/api-server-manifest.ts';
import { onEveryControlPlane, type Check, type SeenOnNode, type Target } from '../check.ts';
import { shellCommand } from '../commands.ts';

export const webhook: Check = {
  id: 'webhook',
  title: 'Audit webhook reachable',
  about:
    'the server that --audit-webhook-config-file names: its name resolves in the node, and something answers there',
  needs: ['kubeadm-finished'],
  timeoutMs: 10_000,
  look: (target, signal) =>
    onEveryControlPlane(target, async (node) => {
      const { manifest } = await target.survey(node);
      const config = manifest?.args.get('audit-webhook-config-file');
      if (manifest === null || config === undefined) return { status: 'skip', evidence: 'no webhook is set' };
      const path = nodePathOf(manifest, config) ?? config;
      const read = await node.run(['cat', path], { timeoutMs: 3000, signal });
      if (read.exitCode !== 0)
        return {
          status: 'fail',
          evidence: `${path} of --audit-webhook-config-file is not there, or cannot be read`,
          fix: `write it, or remove the argument: ${shellCommand(target, node.name, ['ls', '-la', path])}`,
        };
      const url = serverOf(read.stdout);
      if (url === null)
        return {
          status: 'fail',
          evidence: `${path} names no server`,
          fix: shellCommand(target, node.name, ['cat', path]),
        };
      return probe(node, url, target, signal);
    }),
};

/** The server of a kubeconfig. */
function serverOf(text: string): string | null {
  const server = parseKubeconfig(text)?.clusters[0]?.cluster?.['server'];
  return typeof server === 'string' && URL.canParse(server) ? server : null;
}

async function probe(node: Node, url: string, target: Target, signal: AbortSignal): Promise<SeenOnNode> {
  const { hostname } = new URL(url);
  // Any answer will do: the API server decides whether the certificate is right.
  const argv = ['curl', '--silent', '--insecure', '--output', '/dev/null', '--max-time', '4', '--', url];
  const ran = await node.run(argv, { timeoutMs: 6000, signal });
  // Source: curl(1), exit codes; a handshake that asks for our certificate ends with 35 or 56.
  const reached = [0, 22, 35, 52, 56].includes(ran.exitCode ?? 1);
  if (reached) return { status: 'ok', evidence: `${url} answers` };
  const why = ran.exitCode === 6 ? `${hostname} does not resolve in the node` : `nothing answers at ${url}`;
  const local =
    hostname === 'localhost' || hostname.startsWith('127.')
      ? '; this name means the node itself, not your machine'
      : '';
  const service =
    hostname.endsWith('.svc') || hostname.includes('.svc.')
      ? '; the API server does not ask the DNS of the cluster'
      : '';
  return {
    status: 'fail',
    evidence: `${why}${local}${service}`,
    fix: `use an address that the node can reach; try: ${shellCommand(target, node.name, ['curl', '-kv', url])}`,
  };
}
