#!/bin/bash
# Loads the component images into the node's own store, unpacked, so that a new node starts them at once.
# store.sh ROOT ARCHIVE  (the folder of an OCI image layout)
# Runs in namespaces of its own (see the caller): the runtime and its mounts end with it.
set -o errexit -o nounset -o pipefail
umask 022
# The first process of a namespace obeys only what it has asked for.
trap 'exit 143' TERM
root=$1 archive=$2

mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/run"
mount -t tmpfs tmpfs "$root/tmp"
chroot "$root" containerd >"$root/tmp/containerd.log" 2>&1 &
for _ in $(seq 200); do
  chroot "$root" ctr version >/dev/null 2>&1 && break
  sleep 0.05
done
if ! tar --create --directory="$archive" . |
  chroot "$root" ctr --namespace=k8s.io images import --all-platforms --snapshotter=overlayfs -; then
  cat "$root/tmp/containerd.log" >&2
  exit 1
fi
kill %1
wait || true
