# What this container may not do, and the kernel settings of its own network.
# shellcheck shell=bash

prepare_limits() {
  # Without CAP_SYS_RESOURCE (bit 24) nothing can lower an OOM score, and containers that ask for it fail.
  local bounds
  bounds=$(awk '/^CapBnd/ { print $2 }' /proc/self/status)
  if ((!(16#$bounds >> 24 & 1))); then
    sed -i 's/restrict_oom_score_adj = false/restrict_oom_score_adj = true/' /etc/containerd/config.toml
  fi
  # Only settings that belong to this network namespace: the rest would change the host.
  sysctl --quiet --load=/etc/sysctl.d/99-node.conf
}
