// What one check found.

export type FindingStatus = 'ok' | 'warn' | 'fail' | 'skip';

/** The outcome of one look at one thing. */
export interface Finding {
  readonly status: FindingStatus;
  /** What was seen, in words that stand alone. */
  readonly evidence: string;
  /** The command to type, or the change to make; only with warn and fail. */
  readonly fix?: string;
}

/** A finding with the check that it belongs to: one member of `checks` in `doctor --json`. */
export interface CheckResult extends Finding {
  readonly id: string;
  readonly title: string;
  /** How long the look took, in milliseconds. */
  readonly ms: number;
}

const gravity: readonly FindingStatus[] = ['skip', 'ok', 'warn', 'fail'];

/** The gravest status of several; `skip` where there is none. */
export function worstStatus(statuses: readonly FindingStatus[]): FindingStatus {
  return statuses.reduce(
    (worst, status) => (gravity.indexOf(status) > gravity.indexOf(worst) ? status : worst),
    'skip',
  );
}
