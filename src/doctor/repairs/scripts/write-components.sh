# Writes manifests of the control plane again, as kubeadm does: $1 the folder for the old ones, then pairs of file and phase.
# shellcheck shell=bash

set -e
kept=$1; shift
mkdir --parents "$kept"
while test $# -gt 1; do
  file=/etc/kubernetes/manifests/$1
  if test -e "$file"; then mv --no-clobber -- "$file" "$kept/"; fi
  # shellcheck disable=SC2086 # a phase has two words
  kubeadm init phase $2 --config /kind/kubeadm.conf >&2 || { ended=$?; test -e "$kept/$1" && mv -- "$kept/$1" "$file"; exit "$ended"; }
  # The kubelet may have read half of it: renamed, it is read again.
  sleep 1
  cp --preserve "$file" "/etc/kubernetes/.kind-audit-$1" && mv "/etc/kubernetes/.kind-audit-$1" "$file"
  shift 2
done
