// Sending to one server over and over, as types only. The real sender is in io/http-sender.ts.

/** To whom, and how. Certificates and keys are PEM texts. */
export interface SenderSettings {
  readonly url: string;
  /** Whose certificates are trusted; null for those that the machine trusts. */
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
  /** The name in the server's certificate; null for the host of the url. */
  readonly serverName: string | null;
  readonly contentType: string;
  readonly gzip: boolean;
  /** Milliseconds of a whole exchange. */
  readonly timeoutMs: number;
}

/** The answer to a request that was sent. */
export interface SentAnswer {
  readonly status: number;
  /** The headers of these names. */
  readonly retryAfter: string | null;
  readonly location: string | null;
  /** Its first 4 KiB, as text. */
  readonly body: string;
}

/** Why there is no answer. */
export interface NoAnswer {
  /** What the server does, in words: "closes the connection without an answer". */
  readonly words: string;
  /** Whether this stays so until somebody changes something. */
  readonly isLasting: boolean;
}

/** Connections to one server, kept open between requests. */
export interface Sender {
  /**
   * Sends a POST; no redirect is followed. The body must not change before this settles. Rejected with the signal's reason
   * when that is aborted, and with nothing else.
   */
  send(body: Uint8Array, signal: AbortSignal): Promise<SentAnswer | NoAnswer>;
  close(): void;
}

export type OpenSender = (settings: SenderSettings) => Promise<Sender>;
