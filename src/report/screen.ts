// Events as a live task list, drawn by listr2 on standard error.
import type { DefaultRenderer, ListrTask, ListrTaskWrapper } from 'listr2';
import { formatDuration } from '../core/duration.ts';
import type { Event, Report, StepTitle } from '../core/event.ts';
import type { Paint } from '../core/paint.ts';
import { linesReporter } from './lines.ts';
import { StatusLine } from './status-line.ts';

type Wrapper = ListrTaskWrapper<unknown, typeof DefaultRenderer, typeof DefaultRenderer>;

/** One row of the list: a task that waits until the event that ends it arrives. */
interface Row {
  readonly title: string;
  readonly started: PromiseWithResolvers<void>;
  readonly ended: PromiseWithResolvers<
    Extract<Event, { type: 'step-done' | 'step-skipped' | 'step-failed' | 'plan-ended' }>
  >;
  /** What the step said last; the list may not be drawn yet when it is said. */
  progress?: string;
  task?: Wrapper;
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
}

function withResolvers<T>(): PromiseWithResolvers<T> {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => (resolve = done));
  return { promise, resolve };
}

/**
 * Draws plans as task lists. What happens outside a list, or must not be overwritten, is written as
 * lines once the list is finished; other progress is one line that is replaced and removed, where
 * `showsProgress` allows it. `now` is in milliseconds. `finished` resolves when the last list is drawn.
 */
export function screenReporter(
  stream: NodeJS.WriteStream,
  paint: Paint,
  now: () => number,
  showsProgress = true,
): { report: Report; finished(): Promise<void> } {
  const lines = linesReporter((text) => stream.write(text), paint, false, now);
  let rows = new Map<string, Row>();
  let drawing: Promise<void> = Promise.resolve();
  const status = new StatusLine(stream);

  const report: Report = (event) => {
    status.show(event.type === 'progress' && showsProgress ? event.text : null);
    if (event.type === 'progress') return;
    if (event.type === 'plan') {
      const current = new Map<string, Row>(
        event.steps.map((step) => [step.id, { title: step.title, started: withResolvers(), ended: withResolvers() }]),
      );
      rows = current;
      drawing = drawing.then(() => draw(stream, event.steps, current, paint));
      return;
    }
    const row = 'id' in event ? rows.get(event.id) : undefined;
    if (event.type === 'step-started') row?.started.resolve();
    else if (event.type === 'step-progress') {
      if (row !== undefined) row.progress = event.text;
      if (row?.task !== undefined) row.task.output = event.text;
    } else if (event.type === 'step-done' || event.type === 'step-skipped') {
      row?.started.resolve();
      row?.ended.resolve(event);
    } else if (event.type === 'step-failed') {
      row?.ended.resolve(event);
      endRest(rows);
    } else if (event.type === 'plan-ended') {
      endRest(rows);
    } else {
      // Written below the list: a list is drawn over its own lines until it is finished.
      drawing = drawing.then(() => lines(event));
    }
  };
  return {
    report,
    finished() {
      status.show(null);
      return drawing;
    },
  };
}

/** Ends the rows that are never reached. */
function endRest(rows: ReadonlyMap<string, Row>): void {
  for (const row of rows.values()) {
    row.started.resolve();
    row.ended.resolve({ type: 'plan-ended' });
  }
}

async function draw(
  stream: NodeJS.WriteStream,
  steps: readonly StepTitle[],
  rows: ReadonlyMap<string, Row>,
  paint: Paint,
): Promise<void> {
  const { DefaultRenderer: Renderer, Listr, ListrLogger, ProcessOutput } = await import('listr2');
  /** Draws on the given stream regardless of standard output, the only one that listr2 would check. */
  class StreamRenderer extends Renderer {
    static override nonTTY = true;
  }
  const tasks: ListrTask<unknown, typeof DefaultRenderer, typeof DefaultRenderer>[] = steps.map(({ id, title }) => ({
    title,
    task: async (_context, task) => {
      const row = rows.get(id);
      if (row === undefined) return;
      row.task = task;
      await row.started.promise;
      if (row.progress !== undefined) task.output = row.progress;
      const end = await row.ended.promise;
      if (end.type === 'plan-ended') task.skip(paint.dim(title));
      else if (end.type === 'step-skipped') task.skip(`${title}: ${end.text}`);
      else if (end.type === 'step-failed') throw new Error(end.text);
      else
        task.title = `${title}${end.text === undefined ? '' : paint.dim(`: ${end.text}`)} ${paint.dim(`[${formatDuration(end.ms)}]`)}`;
    },
  }));
  const list = new Listr<unknown, typeof DefaultRenderer, typeof DefaultRenderer>(tasks, {
    concurrent: false,
    exitOnError: false,
    // listr2 would end the process with 127 on Ctrl-C; main.ts handles signals.
    registerSignalListeners: false,
    renderer: StreamRenderer,
    rendererOptions: {
      logger: new ListrLogger({ processOutput: new ProcessOutput(stream, stream) }),
      collapseSkips: false,
      icon: { SKIPPED_WITHOUT_COLLAPSE: '-', SKIPPED_WITH_COLLAPSE: '-' },
      showErrorMessage: false,
      showSkipMessage: false,
    },
  });
  await list.run();
}
