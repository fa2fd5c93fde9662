// A prober: numbered requests over many ways to an API server, on fresh and on kept connections, and which of them failed.
import { spawn, spawnSync } from 'node:child_process';
import { connect, type ClientHttp2Session } from 'node:http2';
import { request } from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';

/** A request that was not answered as it should be. */
export interface FailedRequest {
  readonly way: string;
  readonly number: number;
  /** When it ended, as a date. */
  readonly at: string;
  /** The status code, or why there is none. */
  readonly outcome: string;
}

export interface Probed {
  /** The numbers that were answered, over all ways. */
  readonly answered: readonly number[];
  /** How many of the requests were made on a connection of their own. */
  readonly fresh: number;
  /** How many requests each way has made. */
  readonly ways: Readonly<Record<string, number>>;
  readonly failed: readonly FailedRequest[];
  /** Milliseconds of the slowest answer. */
  readonly slowest: number;
  /** The longest time in which no request was answered, in milliseconds. */
  readonly silence: number;
}

export interface Prober {
  /** Looks at what has happened until now. */
  seen(): Probed;
  stop(): Promise<Probed>;
}

export interface ProbedCluster {
  readonly name: string;
  /** The text of its kubeconfig. */
  readonly kubeconfig: string;
  /** Another node, from which the service address is asked as well. */
  readonly worker?: string;
}

/** Requests are for config maps of these names, which do not exist: the answer is 404. */
const path = (number: number | string): string => `/api/v1/namespaces/default/configmaps/n-${number}`;
const FOUND_NONE = 404;
/** A worker's kubelet may not read config maps that none of its pods needs. */
const FORBIDDEN = 403;
const TIMEOUT_MS = 10_000;
/** Requests that one way may make. */
const RANGE = 100_000;

const PKI = '/etc/kubernetes/pki';
const KUBECONFIG = '/etc/kubernetes/admin.conf';
const administrator = '--cert "$pem"';
/** Puts the administrator's certificate and key into a file of its own. */
const writeCertificate = ['certificate', 'key'].map(
  (part) => `sed --quiet 's/ *client-${part}-data: //p' ${KUBECONFIG} 2> /dev/null | base64 --decode >> "$pem"`,
);
const kubelet = '--cert /var/lib/kubelet/pki/kubelet-client-current.pem';
const fresh = "--http1.1 --header 'Connection: close' --no-sessionid";
/** The network namespace of a pod that has one. */
const IN_POD = 'nsenter --net=/proc/$(pgrep --oldest coredns)/ns/net';

/** A loop of curl in a node. */
interface NodeWay {
  readonly name: string;
  readonly node: string;
  readonly prefix: string;
  readonly options: string;
  readonly at: string;
  readonly perSecond: number;
  readonly expected: number;
}

/** Begins to ask. Each way asks one request after the other, so that a hanging server makes it slow, not the prober large. */
export function startProber({ name, kubeconfig, worker }: ProbedCluster): Prober {
  const node = `${name}-control-plane`;
  const service = `${inNode(node, `kubectl --kubeconfig ${KUBECONFIG} get service kubernetes --output 'jsonpath={.spec.clusterIP}'`)}:443`;
  const own = `${inNode(node, 'hostname --ip-address | tr " " "\\n" | grep --max-count 1 --invert-match :')}:6443`;
  const from = (way: string, at: string, options: string, prefix = ''): NodeWay => ({
    name: way,
    node,
    prefix,
    options: `${administrator} ${options}`,
    at,
    perSecond: options === fresh ? 8 : 20,
    expected: FOUND_NONE,
  });
  const nodeWays: readonly NodeWay[] = [
    from('node to its own address', own, fresh),
    from('node to the service', service, fresh),
    from('pod to the service', service, fresh, IN_POD),
    from('pod to the service, kept', service, '--http2', IN_POD),
    ...(worker === undefined
      ? []
      : [
          {
            ...from('worker to the service', service, fresh),
            node: worker,
            options: `${kubelet} ${fresh}`,
            expected: FORBIDDEN,
          },
        ]),
  ];
  const tally = new Tally();
  const stopping = new AbortController();
  const { signal } = stopping;
  const running = [
    askFresh(kubeconfig, tally, signal),
    askKept(kubeconfig, tally, signal),
    ...nodeWays.map((way, index) => askFromNode(way, (index + 3) * RANGE, tally, signal)),
  ];
  return {
    seen: () => tally.seen(),
    async stop() {
      stopping.abort();
      await Promise.all(running);
      return tally.seen();
    },
  };
}

class Tally {
  readonly #answered: number[] = [];
  readonly #failed: FailedRequest[] = [];
  readonly #ways: Record<string, number> = {};
  #fresh = 0;
  #slowest = 0;
  #silence = 0;
  #last = performance.now();

  add(way: string, number: number, expected: number, outcome: number | string, milliseconds: number): void {
    this.#ways[way] = (this.#ways[way] ?? 0) + 1;
    if (!way.endsWith('kept')) this.#fresh += 1;
    if (outcome === expected) {
      this.#answered.push(number);
      this.#silence = Math.max(this.#silence, performance.now() - this.#last);
      this.#last = performance.now();
    } else this.#failed.push({ way, number, at: new Date().toISOString(), outcome: String(outcome) });
    this.#slowest = Math.max(this.#slowest, milliseconds);
  }

  seen(): Probed {
    return {
      answered: [...this.#answered],
      fresh: this.#fresh,
      ways: { ...this.#ways },
      failed: [...this.#failed],
      slowest: Math.round(this.#slowest),
      silence: Math.round(this.#silence),
    };
  }
}

interface Reached {
  readonly origin: string;
  readonly ca: Buffer;
  readonly cert: Buffer;
  readonly key: Buffer;
}

function reached(kubeconfig: string): Reached {
  const data = (field: string): Buffer =>
    Buffer.from(new RegExp(`${field}: (\\S+)`).exec(kubeconfig)?.[1] ?? '', 'base64');
  return {
    origin: /server: (\S+)/.exec(kubeconfig)?.[1] ?? '',
    ca: data('certificate-authority-data'),
    cert: data('client-certificate-data'),
    key: data('client-key-data'),
  };
}

async function askFresh(kubeconfig: string, tally: Tally, signal: AbortSignal): Promise<void> {
  const { origin, ...credentials } = reached(kubeconfig);
  const ask = (number: number): Promise<number | string> =>
    new Promise((resolve) => {
      const sent = request(`${origin}${path(number)}`, { ...credentials, agent: false, timeout: TIMEOUT_MS });
      sent.once('response', (response) => {
        response.resume();
        response.once('error', () => undefined);
        response.once('close', () => resolve(response.complete ? (response.statusCode ?? 0) : 'cut off'));
      });
      sent.once('timeout', () => sent.destroy(new Error('no answer')));
      sent.once('error', (error) => resolve(error.message));
      sent.end();
    });
  await askAll('host', RANGE, 60, ask, tally, signal);
}

/** HTTP/2 on one connection, which is opened again where the server says that it ends. */
async function askKept(kubeconfig: string, tally: Tally, signal: AbortSignal): Promise<void> {
  const { origin, ...credentials } = reached(kubeconfig);
  let session: ClientHttp2Session | null = null;
  const opened = (): ClientHttp2Session => {
    if (session !== null && !session.closed && !session.destroyed) return session;
    const made = connect(origin, credentials);
    made.on('error', () => undefined);
    // What is asked after this needs another connection.
    made.on('goaway', () => made.close());
    return (session = made);
  };
  const once = (number: number): Promise<number | string> =>
    new Promise((resolve) => {
      const stream = opened().request({ ':path': path(number) });
      let status = 0;
      stream.setTimeout(TIMEOUT_MS, () => stream.destroy(new Error('no answer')));
      stream.once('response', (headers) => (status = Number(headers[':status'])));
      stream.once('error', (error) => resolve(error.message));
      stream.once('close', () => resolve(status));
      stream.resume();
      stream.end();
    });
  const ask = async (number: number): Promise<number | string> => {
    const outcome = await once(number);
    // The server has not begun with it: every client sends it again.
    return String(outcome).includes('REFUSED_STREAM') ? once(number) : outcome;
  };
  await askAll('host, kept', 2 * RANGE, 40, ask, tally, signal);
  (session as ClientHttp2Session | null)?.close();
}

async function askAll(
  way: string,
  first: number,
  pause: number,
  ask: (number: number) => Promise<number | string>,
  tally: Tally,
  signal: AbortSignal,
): Promise<void> {
  for (let number = first; !signal.aborted; number += 1) {
    const started = performance.now();
    tally.add(way, number, FOUND_NONE, await ask(number), performance.now() - started);
    await wait(pause);
  }
}

/** One curl for all requests of a way: a line for each, also for those that fail. */
async function askFromNode(way: NodeWay, first: number, tally: Tally, signal: AbortSignal): Promise<void> {
  const url = `https://${way.at}${path(`[${first}-${first + RANGE - 1}]`)}`;
  const line = '%{http_code} %{errormsg} %{time_total} %{url}\\n';
  // Ends with its standard input, which the engine closes when the client is gone.
  const options = `--silent --output /dev/null --max-time ${TIMEOUT_MS / 1000} --rate ${way.perSecond}/s --cacert ${PKI}/ca.crt ${way.options}`;
  const curl = `${way.prefix} stdbuf --output=L curl ${options} --write-out '${line}' '${url}'`;
  const script = [
    'exec 3<&0; pem=$(mktemp)',
    ...writeCertificate,
    `${curl} & read -r <&3; kill $!; wait; rm "$pem"`,
  ].join('\n');
  const child = spawn('docker', ['exec', '--interactive', way.node, 'bash', '-c', script], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.stdin.on('error', () => undefined);
  signal.addEventListener('abort', () => child.stdin.end('\n'));
  let rest = '';
  child.stdout.on('data', (data: Buffer) => {
    const lines = (rest + data.toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      const [, code = '', error = '', seconds = '', number = ''] =
        /^(\d{3}) (.*) ([\d.]+) \S*\/n-(\d+)$/.exec(text) ?? [];
      const outcome = error === '' ? Number(code) : `${code} ${error}`;
      tally.add(way.name, Number(number), way.expected, outcome, Number(seconds) * 1000);
    }
  });
  await new Promise((resolve) => child.once('close', resolve));
}

function inNode(node: string, script: string): string {
  const ran = spawnSync('docker', ['exec', node, 'bash', '-c', script], { encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(`cannot ask ${node}: ${ran.stderr}`);
  return ran.stdout.trim();
}
