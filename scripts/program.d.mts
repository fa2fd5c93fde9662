import type { BuildOptions, BuildResult } from 'esbuild';

export const threadEntries: readonly string[];
export const inChunks: BuildOptions;
export function buildProgram(outdir: string, options?: BuildOptions): Promise<BuildResult>;
