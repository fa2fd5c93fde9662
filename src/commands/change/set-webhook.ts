// What `set --webhook` decides: checks the settings, asks the backend from every node, and gives the API servers its arguments.
import { filesFor } from '../../cluster/layers.ts';
import type { World } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';
import { addressRange } from '../../events/cidr.ts';
import { webhookChange } from '../../rollout/change.ts';
import { nodeWithOther, type Situation } from '../../rollout/situation.ts';
import type { SettingsInEffect } from '../../settings/settings.ts';
import { checkWebhook } from '../../settings/webhook/check.ts';
import { webhookOf } from '../../settings/webhook/from-section.ts';
import { remarkText, webhookProblem } from '../../settings/webhook/remark.ts';
import { backendName, type Backend, type WebhookSettings } from '../../settings/webhook/wanted.ts';
import { chosenWay } from '../../settings/webhook/way.ts';
import { isWebhookArgument, webhookArguments } from '../../webhook/direct/arguments.ts';
import { webhookFiles, type DirectBackend } from '../../webhook/direct/files.ts';
import { askBackend } from '../../webhook/preflight/ask.ts';
import { gatewaysOf } from '../../webhook/preflight/gateways.ts';
import { judgeAnswer } from '../../webhook/preflight/judge.ts';
import { backendsOf, readBackendFiles } from '../options/backends.ts';
import type { WebhookOptions } from '../options/webhook.ts';
import type { WantedChange } from './change-request.ts';

/** The change of the webhook; null where all is as it is wanted. Throws a Problem for what is wrong with it, before anything is touched. */
export async function decideWebhook(
  world: World,
  options: WebhookOptions,
  inEffect: SettingsInEffect,
  situation: Situation,
): Promise<WantedChange | null> {
  const set = [...situation.args.keys()].filter(isWebhookArgument);
  if (options.webhook === false) {
    if (set.length === 0) return null;
    const change = webhookChange(new Map(), set, [], 'no webhook');
    return { change, meaning: ['events are sent nowhere any more; the audit log goes on'] };
  }
  const settings = wantedSettings(world, options, inEffect, situation.cluster);
  const files = await readBackendFiles(world, settings.backends);
  await check(world, settings, files, situation);
  const [backend] = settings.backends;
  if (backend === undefined || chosenWay(settings) !== 'direct')
    throw new Problem('not-supported', 'this webhook needs the forwarder, which set does not start', {
      hint: 'name one backend, without annotations and compression',
    });
  const content = (path: string | null): Uint8Array | null => {
    const read = path === null ? null : files.get(path);
    return read instanceof Uint8Array ? read : null;
  };
  const { url, tls } = backend;
  const direct = {
    url,
    serverName: tls.serverName,
    ca: content(tls.ca),
    cert: content(tls.cert),
    key: content(tls.key),
  };
  await askFromEveryNode(world, backend, direct, situation);
  return changeFor(settings, direct, situation, world);
}

/** The flags, over what the settings file of the cluster's project says. */
function wantedSettings(
  world: Pick<World, 'cwd' | 'home'>,
  options: WebhookOptions,
  inEffect: SettingsInEffect,
  cluster: string,
): WebhookSettings {
  const [section = {}] = filesFor(inEffect, cluster).before.flatMap(({ content }) => content.webhook ?? []);
  const said = webhookOf(section);
  const { webhook, webhookVia, webhookMode, webhookBatchMaxSize, webhookBatchMaxWait, webhookInitialBackoff } = options;
  return {
    ...said,
    via: webhookVia ?? said.via,
    mode: webhookMode ?? said.mode,
    batch: {
      ...said.batch,
      maxSize: webhookBatchMaxSize ?? said.batch.maxSize,
      maxWaitMs: webhookBatchMaxWait ?? said.batch.maxWaitMs,
    },
    initialBackoffMs: webhookInitialBackoff ?? said.initialBackoffMs,
    backends: webhook === undefined || webhook === false ? said.backends : backendsOf(webhook, world),
  };
}

async function check(
  world: World,
  settings: WebhookSettings,
  files: ReadonlyMap<string, Uint8Array | string>,
  { nodes: [{ node, facts }] }: Situation,
): Promise<void> {
  const services = (facts.manifest?.args.get('service-cluster-ip-range') ?? '').split(',').map(addressRange);
  const isPlain = settings.backends.some(({ url }) => /^http:/i.test(url));
  const remarks = checkWebhook(settings, {
    now: world.clock.now().getTime(),
    pem: world.pem,
    files,
    gateways: isPlain ? await gatewaysOf(node, world.signal) : [],
    isInside: (host) =>
      /\.svc(?:\.|$)/.test(host) || services.some((isService) => isService?.(host.replaceAll(/[[\]]/g, '')) === true),
  });
  const problem = webhookProblem(remarks);
  if (problem !== null) throw problem;
  for (const { severity, ...remark } of remarks)
    if (severity !== 'error') world.report({ type: 'note', level: severity, text: remarkText(remark) });
}

async function askFromEveryNode(
  { pem, signal }: World,
  backend: Backend,
  direct: DirectBackend,
  { nodes, cluster }: Situation,
): Promise<void> {
  const asked = {
    name: backendName(backend, 0),
    url: backend.url,
    serverName: direct.serverName,
    hasCa: direct.ca !== null,
    hasCert: direct.cert !== null,
  };
  const faults = await Promise.all(
    nodes.map(async ({ node }) => judgeAnswer(asked, node.name, await askBackend(node, direct, pem, signal))),
  );
  const [first, ...others] = new Set(faults.filter((fault) => fault !== null));
  if (first === undefined) return;
  throw new Problem('webhook-unreachable', `${first}${others.length > 0 ? ` (and ${others.length} more)` : ''}`, {
    ...(others.length > 0 ? { details: [first, ...others].join('\n') } : {}),
    hint: `nothing was changed; correct it, or look from the node: kind-audit shell --name ${cluster}`,
  });
}

function changeFor(
  settings: WebhookSettings,
  direct: DirectBackend,
  situation: Situation,
  { sha256 }: Pick<World, 'sha256'>,
): WantedChange | null {
  const { args } = situation;
  const made = webhookFiles(direct, sha256);
  const wanted = webhookArguments(settings, made.config);
  const set = new Map([...wanted].filter(([name, value]) => nodeWithOther(situation, name, value) !== undefined));
  const remove = [...args.keys()].filter((name) => isWebhookArgument(name) && !wanted.has(name));
  if (set.size === 0 && remove.length === 0) return null;
  const { maxSize, maxWaitMs } = settings.batch;
  const how = settings.mode === 'batch' ? `in batches of ${maxSize} events, within ${maxWaitMs} ms` : settings.mode;
  return {
    change: webhookChange(set, remove, made.files, `webhook ${direct.url}`),
    meaning: [
      `events are sent to ${direct.url} too, ${how}; the audit log goes on`,
      'a second API server sends there as well: each event comes from the server that had the request',
    ],
  };
}
