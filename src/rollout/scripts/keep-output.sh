# Keeps what an API server that audits to its standard output has printed: $1 the folder of a change, $2 the manifest.
# shellcheck shell=bash
# The kubelet removes it with the pod. By hard links, so that what is printed until the end is kept too.

set -e
umask 077
grep --quiet --extended-regexp -e '--audit[-_]log[-_]path[= ]-"?$' "$2" || exit 0
for file in /var/log/pods/kube-system_kube-apiserver-*/kube-apiserver/*.log*; do
  test -f "$file" || continue
  pod=$1/output/$(basename "$(dirname "$(dirname "$file")")")
  mkdir --parents "$pod"
  ln --force "$file" "$pod/"
done
