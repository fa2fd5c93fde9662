// A server for HTTP requests, as types only. The real one is in io/http-server.ts.

/** With what a server proves who it is, and whose clients it accepts; PEM texts. */
export interface ServerTls {
  readonly cert: string;
  readonly key: string;
  /** Only clients with a certificate that one of these has signed are accepted; null accepts every client. */
  readonly clientCa: string | null;
}

/** A request whose head has arrived. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The address that it came from; empty where it has gone. */
  readonly from: string;
  /** Why the client's certificate is not accepted, in words; null where it is, and where none is required. */
  readonly stranger: string | null;
  /** The common name in the client's certificate; null where none is required, or it has none. */
  readonly client: string | null;
  /** The body as it arrives, once; fails where the connection ends before it. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** An answer; the connection is closed after it where the body of the request was not read to its end. */
export interface HttpReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Text in UTF-8. */
  readonly body: string;
}

/** Answers a request; `drop` closes its connection without an answer. Never fails. */
export type Respond = (request: HttpRequest) => Promise<HttpReply | 'drop'>;

/** What a server is to do. */
export interface Serving {
  /** An address of this machine, or a name of one. */
  readonly host: string;
  /** 0 for one that is free. */
  readonly port: number;
  /** Null for plain HTTP. */
  readonly tls: ServerTls | null;
  /** Connections above these are refused. */
  readonly mostConnections: number;
  readonly respond: Respond;
  /** Called for a connection on which no request can arrive, with its peer and the reason in words. */
  readonly onRefused: (from: string, reason: string) => void;
}

/** A server that listens. */
export interface HttpServer {
  /** The port that it got. */
  readonly port: number;
  /** New connections get this certificate; those that are open keep theirs. */
  useTls(tls: ServerTls): void;
  /** Accepts nothing more, waits for answers in progress for so many milliseconds, and closes every connection. */
  close(graceMs: number): Promise<void>;
}

/** Listens; rejected with the operating system's error where that is not possible. */
export type Listen = (serving: Serving) => Promise<HttpServer>;
