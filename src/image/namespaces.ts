// Running a step of the build so that none of its mounts and none of its processes outlives it.

/**
 * The argument list that runs a script as the first process of namespaces of its own: the kernel
 * ends every process in them with it, and no other process ever sees their mounts.
 */
export function inNamespaces(script: string, ...args: readonly string[]): readonly string[] {
  return ['unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc', '--', 'bash', script, ...args];
}
