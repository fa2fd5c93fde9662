// Runs a sink as its options say, and prints where it listens and what it has received.
import { exitCodes, type ExitCode } from '../core/exit-code.ts';
import { absolutePath } from '../core/path.ts';
import type { World } from '../core/ports.ts';
import { asBytes, endedLines } from '../core/screen-text.ts';
import { pasteable } from '../core/shell-quote.ts';
import { documentLine, type ContentOf } from '../report/answer.ts';
import { makeCertificates } from '../webhook/certificates/folder.ts';
import { servingPair, servingRemark } from '../webhook/certificates/serving-pair.ts';
import { webhookKubeconfig } from '../webhook/kubeconfig.ts';
import { isEveryAddress, type ListenAddress } from '../webhook/serve/listen-address.ts';
import { createStore } from '../webhook/sink/store.ts';
import { runSink, type SinkSettings } from '../webhook/sink/sink.ts';
import { hasFindings, summaryLines } from '../webhook/sink/summary.ts';
import { healthLine, LAST_WORDS_MS, listeningLines } from './listening-lines.ts';
import { requireTogether, type SinkOptions } from './options/sink.ts';

type Listening = ContentOf<'kind-audit.sink-listening/v1'>;

/** Ends with 1 after a conflict or a gap, where it ends by itself. */
export async function receiveEvents(options: SinkOptions, world: World): Promise<ExitCode> {
  requireTogether(options);
  const json = options.output === 'json';
  const { listen = { host: '127.0.0.1', port: 0 }, exitAfter = null, numbered = null } = options;
  const tls = await tlsOf(options, listen, world);
  const faults = faultsOf(options, world);
  const store =
    options.store === undefined ? null : await createStore(world.files, absolutePath(world.cwd, options.store));
  const settings: SinkSettings = { listen, tls, faults, store, series: numbered, exitAfter };
  const result = await runSink(settings, world, async (url) => {
    const kubeconfig =
      options.makeCerts === undefined || tls === null ? null : await writeKubeconfig(tls.folder, url, world);
    const said: Listening = {
      url,
      clientCertificates: tls !== null && tls.pair.clientCa !== null,
      seed: faults.seed,
      store: store?.path ?? null,
      kubeconfig,
    };
    const text = json
      ? asBytes(documentLine('kind-audit.sink-listening/v1', said))
      : endedLines(startLines(said, options, tls));
    await world.out.write(text);
  });
  const { counts, refused } = result;
  const last = json
    ? asBytes(documentLine('kind-audit.sink/v1', { ...counts, refused }))
    : endedLines(summaryLines(result));
  await world.out.write(last, world.clock.timeout(LAST_WORDS_MS));
  world.signal.throwIfAborted();
  return hasFindings(counts) ? exitCodes.findings : exitCodes.fine;
}

function faultsOf(options: SinkOptions, { random }: Pick<World, 'random'>): SinkSettings['faults'] {
  const { seed, fail = [], dropConnections, retryAfter, delay, redirect, outage, gzipOnly } = options;
  return {
    seed: seed ?? Number.parseInt(random(4), 16),
    failing: fail,
    dropped: dropConnections ?? 0,
    retryAfter: retryAfter ?? null,
    delay: delay ?? 0,
    redirect: redirect ?? null,
    outage: outage ?? 0,
    gzipOnly: gzipOnly === true,
  };
}

async function tlsOf(
  { tls, makeCerts, certName = [] }: SinkOptions,
  { host }: ListenAddress,
  world: World,
): Promise<SinkSettings['tls']> {
  const named = tls ?? makeCerts;
  if (named === undefined) return null;
  const folder = absolutePath(world.cwd, named);
  if (makeCerts !== undefined) {
    const own = isEveryAddress(host) ? [] : [host];
    const { made, remarks } = await makeCertificates(world, folder, [
      ...new Set([...own, 'localhost', '127.0.0.1', ...certName]),
    ]);
    if (made.length > 0) world.report({ type: 'note', level: 'info', text: `Made in ${folder}: ${made.join(', ')}` });
    for (const text of remarks) world.report({ type: 'note', level: 'warn', text });
  }
  const pair = await servingPair(world, folder);
  const remark = makeCerts === undefined ? servingRemark(world, pair) : null;
  if (remark !== null)
    world.report({ type: 'note', level: 'warn', text: `${folder}/server.crt: ${remark}; clients will refuse it` });
  return { pair, folder };
}

/** The path of the kubeconfig for this address; null where one for another address is there, which is said. */
async function writeKubeconfig(folder: string, url: string, { files, report }: World): Promise<string | null> {
  const path = `${folder}/webhook.kubeconfig`;
  const text = webhookKubeconfig({
    url,
    serverName: null,
    ca: 'ca.crt',
    cert: 'client.crt',
    key: 'client.key',
  });
  if ((await files.create(path, text, 0o644)) || (await files.read(path)) === text) return path;
  const again = `remove it, or listen where it says: ${pasteable(['grep', 'server:', path])}`;
  report({
    type: 'note',
    level: 'warn',
    text: `${path} is for another address than ${url}, and stays as it is; ${again}`,
  });
  return null;
}

function startLines(
  { url, seed, store, kubeconfig }: Listening,
  { fail, dropConnections }: SinkOptions,
  tls: SinkSettings['tls'],
): readonly string[] {
  const byChance = fail !== undefined || dropConnections !== undefined;
  const next = [
    healthLine(url, tls),
    ...(kubeconfig === null
      ? []
      : [`kube-apiserver … ${pasteable([`--audit-webhook-config-file=${kubeconfig}`])}   # send it events`]),
    ...(store === null ? [] : [`${pasteable(['kind-audit', 'logs', store])}   # what it has received`]),
  ];
  return [
    ...listeningLines(url, tls),
    ...(byChance ? [`  requests fail by chance: --seed ${seed} makes the same ones fail again`] : []),
    ...(store === null ? [] : [`  events are written to ${store}`]),
    '',
    'Next:',
    ...next.map((line) => `  ${line}`),
    '',
  ];
}
