// A remark on the settings of a webhook, what it needs to be made, and the problem that the errors are.
import type { Pem } from '../../core/ports.ts';
import { Problem } from '../../core/problem.ts';

/** Where it will be used; what is read of it was read before. */
export interface WebhookSurroundings {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly pem: Pem;
  /** Files by their absolute paths; a text says why one cannot be read. */
  readonly files: ReadonlyMap<string, Uint8Array | string>;
  /** Addresses of this machine in the network of the nodes. */
  readonly gateways: readonly string[];
  /** Whether a host is a part of the cluster itself. */
  readonly isInside: (host: string) => boolean;
}

/** Something that is wrong, or that should be known. */
export interface WebhookRemark {
  readonly severity: 'error' | 'warn' | 'info';
  /** "webhook.backends[1].url" */
  readonly path: string;
  readonly message: string;
}

/** A remark for which nothing is done. */
export function remarkError(path: string, message: string): WebhookRemark {
  return { severity: 'error', path, message };
}

/** The errors as one Problem; null for none. */
export function webhookProblem(remarks: readonly WebhookRemark[]): Problem | null {
  const errors = remarks.filter(({ severity }) => severity === 'error').map(remarkText);
  const [first] = errors;
  if (first === undefined) return null;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return new Problem('settings-refused', `${first}${more}`, {
    ...(errors.length > 1 ? { details: errors.join('\n') } : {}),
    hint: 'correct it; all keys: kind-audit schema settings',
  });
}

/** "webhook.backends[1].url: must not carry a query". */
export function remarkText({ path, message }: Pick<WebhookRemark, 'path' | 'message'>): string {
  return `${path}: ${message}`;
}
