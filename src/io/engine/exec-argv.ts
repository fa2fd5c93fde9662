// The command line that runs a program in a container; docker, podman, nerdctl and finch have the same.

/** The argument list; standard input is passed on, and `terminal` asks for a terminal in the container. */
export function execArgv(program: string, container: string, argv: readonly string[], terminal: boolean): string[] {
  return [program, 'exec', '--interactive', ...(terminal ? ['--tty'] : []), container, ...argv];
}
