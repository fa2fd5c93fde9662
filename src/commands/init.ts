// `kind-audit init`: write the two files, create nothing.
import { endedLines } from '../core/screen-text.ts';
import { inBaseFolder } from '../core/base-folder.ts';
import { forceOption } from './options/common.ts';
import { outputOptions } from './options/output.ts';
import type { Command, CommonOptions } from './command.ts';
import { requireAllowedPolicy } from '../cluster/allowed-policy.ts';
import { draft } from '../cluster/dry-run.ts';
import { settleConflicts } from '../cluster/project-files.ts';
import { requireGoodPolicy } from '../cluster/steps/policy.ts';
import { deployState, writeProjectFiles } from '../cluster/steps/files.ts';
import { howWanted, resolveSettings } from '../cluster/settings.ts';
import { exitCodes } from '../core/exit-code.ts';
import { answer } from '../report/answer.ts';
import { remakeCommand, upCommand } from '../state/cluster-commands.ts';
import { withLock } from '../state/lock.ts';
import { clusterOptions, type ClusterOptions } from './options/cluster.ts';
import { clusterRequestOf } from './options/cluster-request.ts';

/** After a failure the files that were written stay: the next run continues from there. */
const noUndo = { undoable: async () => undefined };

interface InitOptions extends ClusterOptions, CommonOptions {
  readonly force?: boolean;
}

export const init: Command<InitOptions> = {
  options: [...clusterOptions, forceOption, ...outputOptions()],
  examples: [
    { line: 'kind-audit init', does: 'write audit-policy.yaml and kind-config.yaml here' },
    { line: 'kind-audit init --policy gce --dir audit', does: 'start from a preset, in a folder' },
  ],
  async run(options, _positionals, world) {
    const settings = await resolveSettings(world, await clusterRequestOf(options, world));
    requireGoodPolicy(settings.policy);
    await requireAllowedPolicy(world, settings.inEffect, settings.policy);
    return withLock(world, settings.state.lock, `kind-audit init --name ${settings.name}`, async () => {
      const { cluster, writes, exists } = await draft(world, settings);
      await settleConflicts(world, settings, writes, { force: options.force === true, ask: world.interactive });
      await writeProjectFiles(world, settings.dir, writes, noUndo);
      // The nodes of a cluster mount the folders of its state, and an API server writes there.
      const { base } = settings.state;
      if (!exists) await inBaseFolder(base, 'write into', async () => deployState(world, settings, cluster, noUndo));
      if (options.output === 'json') {
        await answer(world.out, 'kind-audit.init/v1', { files: writes.map(({ path }) => path) });
        return exitCodes.fine;
      }
      for (const { path, onDisk } of writes)
        await world.out.write(endedLines([`${path}${onDisk === 'same' ? ' (unchanged)' : ''}`]));
      // The policy that was asked for is in the folder now.
      const made = { ...howWanted(settings), policy: null };
      const text = exists
        ? `the cluster "${settings.name}" exists and was not changed; next: kind-audit doctor --name ${settings.name}, or to make it again: ${remakeCommand(made)}`
        : `next: ${upCommand(made)}`;
      world.report({ type: 'note', level: 'info', text });
      return exitCodes.fine;
    });
  },
};
