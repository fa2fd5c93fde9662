// Causes: the log that the server writes is not the one that the node has, or it cannot be written.
import { fixCommand, shellCommand } from '../../commands.ts';
import { makeLogWritable } from '../../repairs/make-log-writable.ts';
import { reopenLog } from '../../repairs/reopen-log.ts';
import { folderOf } from '../../../core/path.ts';
import { pasteable } from '../../../core/shell-quote.ts';
import type { SeenOnNode } from '../../check.ts';
import type { Cause, Scene } from '../cause.ts';

/** The server holds a file open that has no name any more, that was renamed, or that another one has replaced. */
export const logGone: Cause = ({ target, node, survey, vitals }) => {
  const [open] = vitals.open;
  if (open === undefined || vitals.open.some(({ identity }) => identity === vitals.logIdentity)) return null;
  const isDeleted = open.path.endsWith(' (deleted)');
  const isThere = survey.log.type !== null;
  const what = isThere ? 'was replaced' : isDeleted ? 'was removed' : `was renamed to ${open.path}`;
  return {
    status: 'fail',
    evidence: `the API server writes into a file that ${what}, and not into ${survey.log.path}`,
    fix: fixCommand(target),
    repairs: [reopenLog(node, survey.log.path, target.world)],
  };
};

/** The log is a folder, or nothing else that can be written to. */
export const logIsNoFile: Cause = ({ target, node, survey }) =>
  survey.log.type === null || survey.log.type === 'regular file'
    ? null
    : {
        status: 'fail',
        evidence: `${survey.log.path} is a ${survey.log.type}, so no events can be written there`,
        fix: fixCommand(target),
        repairs: [makeLogWritable(node, survey.log.path, target.world)],
      };

/** No space where the log is. */
export const logFull: Cause = ({ target, node, survey, inspection, vitals }) => {
  const folder = survey.log.path.slice(0, survey.log.path.lastIndexOf('/'));
  const disk = inspection.disks
    .filter(({ path }) => `${folder}/`.startsWith(path.endsWith('/') ? path : `${path}/`))
    .toSorted((a, b) => b.path.length - a.path.length)[0];
  const words = /no space left on device|disk quota exceeded/.exec(vitals.refused ?? '')?.[0];
  if (words === undefined && (disk === undefined || disk.freeBytes > 0)) return null;
  return {
    status: 'fail',
    evidence: `the log cannot grow: ${words ?? 'no space left on device'} at ${disk?.path ?? folder}`,
    fix: `free space at ${folder} of the node, or lower --log-max-size and --log-max-backup; its largest files: ${shellCommand(target, node.name, ['ls', '-lS', folder])}`,
  };
};

/** The log or its folder has an attribute that forbids writing or renaming, or its file system is read-only. */
export const logImmutable: Cause = (scene) => {
  const { survey, vitals } = scene;
  const locked = [...vitals.attributes].filter(([, attributes]) => /[ia]/.test(attributes));
  const { appendError } = vitals;
  if (locked.length === 0 && appendError === null) return null;
  const isImmutable =
    /not permitted/i.test(appendError ?? '') || locked.some(([, attributes]) => attributes.includes('i'));
  const what = isImmutable
    ? 'immutable'
    : appendError === null
      ? 'append-only, so that it cannot be rotated'
      : `not writable (${appendError})`;
  return { status: 'fail', evidence: `${survey.log.path} is ${what}`, ...makeWritable(scene) };
};

/** In the node where that has the program for it, else on this host, from where the log is mounted. */
function makeWritable({ target, node, survey, vitals }: Scene): Pick<SeenOnNode, 'fix' | 'repairs'> {
  const { path } = survey.log;
  const chattr = ['chattr', '-i', '-a'];
  if (vitals.attributes.size > 0)
    return {
      fix: `${fixCommand(target)}; or: ${shellCommand(target, node.name, [...chattr, folderOf(path), path])}`,
      repairs: [makeLogWritable(node, path, target.world)],
    };
  const mount = target.containers
    .find(({ name }) => name === node.name)
    ?.mounts.find((each) => path.startsWith(`${each.target}/`));
  if (mount === undefined) return { fix: shellCommand(target, node.name, ['ls', '-la', folderOf(path)]) };
  return { fix: pasteable(['sudo', ...chattr, mount.source, `${mount.source}${path.slice(mount.target.length)}`]) };
}

/** The server itself says that it could not write events. */
export const logRefused: Cause = ({ target, node, survey, vitals }) =>
  vitals.refused === null
    ? null
    : {
        status: 'fail',
        evidence: `the API server cannot write its log: ${vitals.refused}`,
        fix: shellCommand(target, node.name, ['ls', '-la', survey.log.path]),
      };
