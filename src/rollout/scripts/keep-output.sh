# Keeps what the API server's containers have printed, which may be audit events: $1 the folder of a change.
# shellcheck shell=bash
# The kubelet removes it with the pod. By hard links, so that what is printed until the end is kept too.

set -e
umask 077
for file in /var/log/pods/kube-system_kube-apiserver-*/kube-apiserver/*.log*; do
  test -f "$file" || continue
  pod=$1/output/$(basename "$(dirname "$(dirname "$file")")")
  mkdir --parents "$pod"
  ln --force "$file" "$pod/"
done
