export interface Random {
  next(): number;
  below(count: number): number;
  pick<Value>(values: readonly Value[]): Value;
  chance(share: number): boolean;
  some<Value>(values: readonly Value[], least: number, most: number): Value[];
}
export function seeded(seed: number): Random;
export function seedOf(env: Readonly<Record<string, string | undefined>>, usual: number): number;
export function roundsOf(env: Readonly<Record<string, string | undefined>>, usual: number): number;
