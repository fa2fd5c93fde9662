// Why an API server is not ready: the causes, the most basic first. Those before its last words explain these.
import type { Cause } from '../cause.ts';
import { services } from '../services.ts';
import { badCertificate } from './certificate.ts';
import { backOff, oldServerEnds } from './ending.ts';
import { etcdDown } from './etcd.ts';
import { logStopsServer, policyIsNoFile } from './needed-files.ts';
import { noNetwork, otherAddress } from './network.ts';
import { portTaken } from './port.ts';
import { readyzAnswer } from './answer.ts';
import { justStarted, notStarted } from './starting.ts';
import { unreadManifest } from './unread-manifest.ts';

/** Causes by which an API server cannot run, whatever it says itself. */
export const causesBeforeWords: readonly Cause[] = [
  noNetwork,
  services,
  otherAddress,
  unreadManifest,
  badCertificate,
  portTaken,
  etcdDown,
];

/** Causes where it has said nothing. */
export const causesAfterWords: readonly Cause[] = [
  policyIsNoFile,
  logStopsServer,
  oldServerEnds,
  backOff,
  notStarted,
  justStarted,
  readyzAnswer,
];
