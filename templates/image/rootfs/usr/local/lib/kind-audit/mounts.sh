# Mounts and identity of the node.
# shellcheck shell=bash

prepare_mounts() {
  # Volumes of pods must be seen by containers that share mounts with the node.
  mount --make-rshared /
  # A writable /sys would make systemd manage the host's devices.
  mount -o remount,ro /sys
  # Nodes must differ in their machine id; one and the same node keeps its own.
  if [[ ! -s /etc/machine-id ]]; then
    tr -d '-' </proc/sys/kernel/random/uuid >/etc/machine-id
  fi
}
