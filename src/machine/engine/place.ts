// Where a Docker daemon keeps its files.

/** Where a daemon keeps its files, and how it is started. */
export interface DaemonPlace {
  readonly argv: readonly string[];
  readonly logFile: string;
  readonly pidFile: string;
  /** Of the containerd that the daemon starts for itself. */
  readonly containerdPidFile: string;
  /** Of the machine's containerd, which the daemon prefers to one of its own. */
  readonly containerdSocket: string;
}

/** Docker's own places. */
export const dockerPlace: DaemonPlace = {
  argv: ['dockerd'],
  logFile: '/var/log/kind-audit-dockerd.log',
  pidFile: '/var/run/docker.pid',
  containerdPidFile: '/var/run/docker/containerd/containerd.pid',
  containerdSocket: '/run/containerd/containerd.sock',
};
