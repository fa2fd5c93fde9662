import type { Random } from './random.d.mts';
export function mutate(text: string, random: Random): string;
