// The options of commands that change the auditing of a living cluster.
import type { Strategy } from '../../rollout/strategy.ts';
import type { CommonOptions, OptionSpec } from '../command.ts';
import { nameOption, yesOption } from './common.ts';
import { outputOptions } from './output.ts';

export interface ChangeOptions extends CommonOptions {
  readonly name?: string;
  readonly strategy?: Strategy;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

export const strategyOption: OptionSpec = {
  flags: '--strategy <how>',
  description: 'overlap: a second API server serves meanwhile; restart: the API is away for a while',
  byDefault: 'overlap where the cluster allows it',
  choices: ['overlap', 'restart'],
};

export const changeOptions: readonly OptionSpec[] = [
  nameOption,
  strategyOption,
  { flags: '--dry-run', description: 'show what would change and the plan; touch nothing' },
  yesOption,
  ...outputOptions(),
];
