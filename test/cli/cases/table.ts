// The cases of every command, by its name.
import type { Case, CommandCases } from './case.ts';
import { changeCases } from './change.ts';
import { clusterCases } from './cluster.ts';
import { eventCases } from './events.ts';
import { machineCases } from './machine.ts';
import { policyCases } from './policy.ts';
import { setCases } from './set.ts';
import { webhookCases } from './webhook.ts';

export const commandCases: Readonly<Record<string, CommandCases>> = {
  ...clusterCases,
  ...changeCases,
  ...eventCases,
  ...machineCases,
  ...policyCases,
  ...setCases,
  ...webhookCases,
};

/** Every command line of a command's cases. */
export function linesOf({ works, refused, interrupted, machine, also = [] }: CommandCases): readonly Case[] {
  return [works, refused, interrupted, ...(machine === null ? [] : [machine]), ...also];
}
