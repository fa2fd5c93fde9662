# Control groups: the kubelet wants a group of its own, in a tree that belongs to this node alone.
# kind sets cgroupRoot to /kubelet, which is /kubelet.slice in systemd's words.
# shellcheck shell=bash

# shellcheck disable=SC2034 # the entrypoint reads it
cgroup_version=2

prepare_cgroups() {
  if [[ $(stat -f -c %T /sys/fs/cgroup) == cgroup2fs ]]; then
    own_cgroup_namespace "$@"
    prepare_cgroup2
  else
    # shellcheck disable=SC2034
    cgroup_version=1
    prepare_cgroup1
  fi
}

# The root of the tree must be this container's group; an engine may have left us in the host's.
own_cgroup_namespace() {
  if [[ $(</proc/self/cgroup) == 0::/ ]]; then
    mount -o remount,rw /sys/fs/cgroup
    return
  fi
  if [[ -n ${NODE_CGROUP_NAMESPACE:-} ]]; then
    echo 'node: this container is not the root of its cgroup namespace' >&2
    exit 1
  fi
  # shellcheck disable=SC2016 # the inner bash expands it
  NODE_CGROUP_NAMESPACE=own exec unshare --cgroup --mount --propagation unchanged -- \
    /bin/bash -c 'umount /sys/fs/cgroup && mount -t cgroup2 cgroup2 /sys/fs/cgroup && exec "$0" "$@"' "$0" "$@"
}

# A group that hands out controllers may hold no processes, so those that are here move to a leaf.
prepare_cgroup2() {
  local root=/sys/fs/cgroup process controller
  mkdir -p $root/init.scope
  while read -r process; do
    echo "$process" >$root/init.scope/cgroup.procs 2>/dev/null || true
  done <$root/cgroup.procs
  mkdir -p $root/kubelet $root/kubelet.slice
  for controller in $(<$root/cgroup.controllers); do
    echo "+$controller" >$root/cgroup.subtree_control 2>/dev/null || true
  done
}

# Every hierarchy gets the kubelet's groups. Mounted onto themselves they keep their place when a
# program looks for the path that the host's side of the tree would give.
prepare_cgroup1() {
  local hierarchy group file
  mount --make-rprivate /sys/fs/cgroup
  for hierarchy in /sys/fs/cgroup/*/; do
    hierarchy=${hierarchy%/}
    [[ -L $hierarchy ]] && continue
    for group in kubelet kubelet.slice; do
      mkdir -p "$hierarchy/$group"
      for file in cpuset.cpus cpuset.mems; do
        if [[ -f $hierarchy/$file && -f $hierarchy/$group/$file ]]; then
          cat "$hierarchy/$file" >"$hierarchy/$group/$file"
        fi
      done
      mount --bind "$hierarchy/$group" "$hierarchy/$group"
    done
  done
}
