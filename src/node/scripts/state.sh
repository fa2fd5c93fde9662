# Prints the state of the API server, read from the node's logs: $1 its manifest.
# shellcheck shell=bash
# shellcheck disable=SC2012 # the newest by time; the names are the kubelet's
# Each run of a static pod's container writes to a file of its own, named by the number of restarts.
# Prints "run N" for the newest and, for the one or two newest, the last lines that report an end as "end …"; then
# what keeps the kubelet from starting it as "kubelet …". Without a manifest there is nothing to start yet.

test -f "$1" || exit 0
cd /var/log/pods 2>/dev/null || exit 0
newest=$(ls -dtr kube-system_kube-apiserver-*/kube-apiserver/*.log 2>/dev/null | tail -n 2)
test -n "$newest" && echo "run $(basename "$(printf '%s\n' "$newest" | tail -n 1)" .log)"
for file in $newest; do tail -n 200 "$file" | grep -E '"command failed"|Error: |panic: |F[0-9]{4} ' | tail -n 3 | sed 's/^/end /'; done
journalctl --unit kubelet --boot --no-pager --output cat --lines 400 2>/dev/null |
  grep kube-apiserver | grep -E 'hostPath type check failed|CreateContainerError|CreateContainerConfigError|RunContainerError|invalid pod' |
  tail -n 1 | sed 's/^/kubelet /'
