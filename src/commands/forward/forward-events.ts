// Runs a forwarder as its options and kind-audit.yaml say, and prints where it listens and what it has delivered.
import { filesFor } from '../../cluster/layers.ts';
import { baseFolder } from '../../core/base-folder.ts';
import { exitCodes, type ExitCode } from '../../core/exit-code.ts';
import { absolutePath } from '../../core/path.ts';
import type { World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import { asBytes, endedLines } from '../../core/screen-text.ts';
import { documentLine } from '../../report/answer.ts';
import { loadSettings } from '../../settings/load.ts';
import { checkWebhook } from '../../settings/webhook/check.ts';
import { webhookOf } from '../../settings/webhook/from-section.ts';
import { remarkText, webhookProblem } from '../../settings/webhook/remark.ts';
import type { WebhookSettings } from '../../settings/webhook/wanted.ts';
import { servingPair, servingRemark } from '../../webhook/certificates/serving-pair.ts';
import { splicers } from '../../webhook/forward/annotations.ts';
import { runForward } from '../../webhook/forward/forward.ts';
import type { ForwardBackend, ForwardSettings } from '../../webhook/forward/forward-settings.ts';
import { isEveryAddress, parseListenAddress, type ListenAddress } from '../../webhook/serve/listen-address.ts';
import { LAST_WORDS_MS } from '../listening-lines.ts';
import { backendsOf, readBackendFiles } from '../options/backends.ts';
import { clusterName } from '../options/cluster-name.ts';
import { usualAddress, type ForwardOptions } from '../options/forward.ts';
import { leftLines, startLines } from './forward-output.ts';

/** Ends with 0 only where it ends by itself. */
export async function forwardEvents(options: ForwardOptions, world: World): Promise<ExitCode> {
  const json = options.output === 'json';
  const settings = await settingsOf(options, world);
  const status = await runForward(settings, world, async (url) => {
    const said = { url, clientCertificates: settings.tls !== null && settings.tls.pair.clientCa !== null };
    const text = json
      ? asBytes(documentLine('kind-audit.forward-listening/v1', said))
      : endedLines(startLines(url, settings));
    await world.out.write(text);
  });
  const last = json ? asBytes(documentLine('kind-audit.forward/v1', status)) : endedLines(leftLines(status));
  await world.out.write(last, world.clock.timeout(LAST_WORDS_MS));
  world.signal.throwIfAborted();
  return exitCodes.fine;
}

async function settingsOf(options: ForwardOptions, world: World): Promise<ForwardSettings> {
  const inEffect = await loadSettings(world);
  const cluster = await clusterName(options.name, world, inEffect);
  const { before, after } = filesFor(inEffect, cluster);
  const [section = {}] = [...before, ...after].flatMap(({ content }) => content.webhook ?? []);
  const said = webhookOf(section);
  const webhook = options.webhook === undefined ? said : { ...said, backends: backendsOf(options.webhook, world) };
  const backends = await checkedBackends(world, webhook);
  const listen = options.drain === true ? null : (options.listen ?? usualAddress);
  return {
    listen,
    tls: listen === null ? null : await tlsOf(options.tls, listen, world),
    folder: options.spool === undefined ? usualSpool(world, cluster) : absolutePath(world.cwd, options.spool),
    spool: webhook.spool,
    metrics: metricsAddress(webhook.metrics),
    backends,
    spliceFor: splicers(webhook.annotations, cluster),
    stateText: (status) => documentLine('kind-audit.forward/v1', status),
  };
}

function usualSpool(world: World, cluster: string): string {
  return `${baseFolder(world, 'XDG_STATE_HOME').path}/forward/${cluster}`;
}

/** The backends with the texts of their files. Throws a Problem for what is wrong with the settings. */
async function checkedBackends(world: World, webhook: WebhookSettings): Promise<readonly ForwardBackend[]> {
  const files = await readBackendFiles(world, webhook.backends);
  const remarks = checkWebhook(
    // How API servers send does not matter here.
    { ...webhook, via: 'forwarder', mode: 'batch' },
    { now: world.clock.now().getTime(), pem: world.pem, files, gateways: [], isInside: () => false },
  );
  const problem = webhookProblem(remarks);
  if (problem !== null) throw problem;
  for (const { severity, ...remark } of remarks)
    if (severity === 'warn') world.report({ type: 'note', level: severity, text: remarkText(remark) });
  const textOf = (path: string | null): string | null => {
    const read = path === null ? null : files.get(path);
    return read instanceof Uint8Array ? Buffer.from(read).toString() : null;
  };
  return webhook.backends.map((backend) => {
    const { ca, cert, key } = backend.tls;
    return { ...backend, access: { ca: textOf(ca), cert: textOf(cert), key: textOf(key) } };
  });
}

async function tlsOf(
  named: string | undefined,
  { host }: ListenAddress,
  world: World,
): Promise<ForwardSettings['tls']> {
  const warn = (text: string): void => world.report({ type: 'note', level: 'warn', text });
  if (named === undefined) {
    const isNear = !isEveryAddress(host) && /^(?:localhost|127\.|::1$)/.test(host);
    if (!isNear)
      warn(`events arrive at ${host} as plain text, and anybody who reaches it can send some; --tls changes that`);
    return null;
  }
  const folder = absolutePath(world.cwd, named);
  const pair = await servingPair(world, folder);
  const remark = servingRemark(world, pair);
  if (remark !== null) warn(`${folder}/server.crt: ${remark}; API servers will refuse it`);
  return { pair, folder };
}

function metricsAddress(text: string): ListenAddress {
  const address = parseListenAddress(text);
  if (address !== null) return address;
  throw new Problem('settings-refused', `webhook.metrics: must be HOST:PORT, such as 127.0.0.1:9464 ("${text}")`, {
    hint: 'correct it; all keys: kind-audit schema settings',
  });
}
