// What `policy watch` does: puts each content that a file is given into effect, and stays with the old one where that fails.
import { requireGoodPolicy } from '../../cluster/steps/policy.ts';
import type { Report } from '../../core/event.ts';
import { exitCodes, type ExitCode } from '../../core/exit-code.ts';
import { withOwnSignal } from '../../core/own-signal.ts';
import { absolutePath } from '../../core/path.ts';
import type { World } from '../../core/ports.ts';
import { Problem, type ProblemCode } from '../../core/problem.ts';
import { problemEvent } from '../../core/problem-event.ts';
import { systemProblem } from '../../core/system-error.ts';
import { didNotEnd, readJournal } from '../../rollout/journal.ts';
import { loadSettings } from '../../settings/load.ts';
import { statePaths } from '../../state/cluster-state.ts';
import { inputOf, requireAccepted } from '../policy/input.ts';
import { applyAccepted, wantedPolicy } from './apply-policy.ts';
import { inEffectAfter } from './in-effect-after.ts';
import type { ChangeOptions } from '../options/change.ts';
import { LOOK_MS, SavedFile, type Save } from './saved-file.ts';
import { watchedPolicy, type WatchedPolicy } from './watched-policy.ts';

/** How long to wait for a lock that another command holds before trying again, in milliseconds. */
const LOCKED_MS = 1000;

/** What is wrong with a content, or passes: a later save may be better, also than the one that is there at the start. */
const ofSaves = new Set<ProblemCode>(['policy-refused', 'enforced', 'locked', 'api-server-not-ready', 'proof-failed']);

/** What no later save makes better. */
const endings = new Set<ProblemCode>(['interrupted', 'terminated', 'output-failed', 'pipe-closed', 'declined']);

/** A content to put into effect; `after` as in `Save`, null for what was there at the start. */
type Wanted = Pick<Save, 'bytes'> & { readonly after: number | null };

/** Watches a policy file until the signal is aborted, which it throws, or until nobody reads the output. */
export async function watchPolicy(world: World, name: string | undefined, options: ChangeOptions): Promise<ExitCode> {
  const watched = await watchedPolicy(world, name, options.name);
  const { clock, report, signal } = world;
  const saved = new SavedFile(world, watched.file, watched.bytes);
  const reader = { isGone: false };
  void world.out.readerGone?.(signal).then(() => (reader.isGone = true));
  let wanted: Wanted | null = { bytes: watched.bytes, after: null };
  let last = watched.bytes;
  let lockedBy: string | null = null;
  for (let next = 0; ;) {
    const isDue = wanted !== null && clock.monotonic() >= next;
    if (wanted !== null && isDue) {
      last = wanted.bytes;
      const failure = await attempt(world, watched, wanted, saved, options);
      const isLocked = failure?.code === 'locked';
      if (failure !== null && !(isLocked && failure.message === lockedBy)) await show(world, watched, failure, options);
      lockedBy = isLocked ? failure.message : null;
      next = isLocked ? clock.monotonic() + LOCKED_MS : 0;
      if (!isLocked) wanted = null;
    } else {
      await clock.sleep(LOOK_MS, signal);
      if (reader.isGone) return exitCodes.fine;
    }
    await saved.look();
    const news = saved.takeNews();
    if (news instanceof Problem) report(problemEvent(news, options.verbose === true));
    else if (news !== null) note(report, `${watched.file} is there again`);
    const save = saved.takeOther(last);
    if (save !== null) {
      [wanted, next] = [save, 0];
      note(report, `${watched.file} was saved`);
    } else if (isDue && wanted === null) note(report, `watching ${watched.file}; Ctrl-C ends it`);
  }
}

function note(report: Report, text: string): void {
  report({ type: 'note', level: 'info', text });
}

/** Puts a content into effect, while the file is looked at; returns what went wrong where a later save may be better. */
async function attempt(
  world: World,
  watched: WatchedPolicy,
  wanted: Wanted,
  saved: SavedFile,
  options: ChangeOptions,
): Promise<Problem | null> {
  const ending = new AbortController();
  const looking = failureOf(saved.lookUntil(ending.signal));
  const applied = await failureOf(
    withOwnSignal(world.signal, async (signal) => applyContent({ ...world, signal }, watched, wanted, options)),
  );
  ending.abort(new Error('over'));
  const looked = await looking;
  const failure = applied ?? looked;
  if (failure === null) return null;
  const { error } = failure;
  const problem = error instanceof Problem ? error : systemProblem(error);
  if (problem === null || world.signal.aborted || endings.has(problem.code)) throw error;
  if (wanted.after === null && !ofSaves.has(problem.code)) throw error;
  return problem;
}

/** What a promise is rejected with; null where it is not. */
async function failureOf(promise: Promise<unknown>): Promise<{ readonly error: unknown } | null> {
  return promise.then(
    () => null,
    (error: unknown) => ({ error }),
  );
}

/** As `policy apply` does it. Only for what was there at the start somebody is asked: a save is an answer. */
async function applyContent(
  world: World,
  { cluster, command, file }: WatchedPolicy,
  { bytes, after }: Wanted,
  options: ChangeOptions,
): Promise<void> {
  const inEffect = await loadSettings(world);
  const input = inputOf(file, bytes, absolutePath(world.cwd, file));
  requireGoodPolicy(wantedPolicy({ input }), 'fix it, and save it again');
  const telling = after === null ? world : { ...world, report: inEffectAfter(world, after) };
  await applyAccepted(telling, inEffect, requireAccepted(input, file), {
    cluster,
    command,
    options: after === null ? options : { ...options, yes: true },
  });
}

/** Says what went wrong, and what that means for the cluster. */
async function show(world: World, watched: WatchedPolicy, problem: Problem, options: ChangeOptions): Promise<void> {
  const { report } = world;
  report(problemEvent(problem, options.verbose === true));
  if (problem.code === 'locked') {
    report({
      type: 'note',
      level: 'info',
      text: 'waiting until it has ended; a later save is used instead of this one',
    });
    return;
  }
  const left = await readJournal(world, statePaths(world, watched.cluster)).catch(() => null);
  if (left === null) note(report, 'the policy in effect stays as it was');
  else {
    const text = `${didNotEnd(left)}; the next change ${left.inEffect ? 'finishes' : 'undoes'} it first`;
    report({ type: 'note', level: 'warn', text });
  }
}
