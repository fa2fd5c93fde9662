// Why a request that a server answered is not in the log: the causes, the surest first.
import type { Cause } from '../cause.ts';
import { logFull, logGone, logImmutable, logIsNoFile, logRefused } from './log-file.ts';
import { policyDrops } from './policy.ts';
import { otherServer } from './servers.ts';

export const causesOfLostRequests: readonly Cause[] = [
  otherServer,
  logIsNoFile,
  logGone,
  logFull,
  logImmutable,
  policyDrops,
  logRefused,
];
