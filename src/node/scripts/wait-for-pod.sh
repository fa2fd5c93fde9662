# Waits for a new pod of the API server: $1 the folder of the pod before, $2 seconds, $3 the pod's name, $4 where it is asked.
# shellcheck shell=bash
# shellcheck disable=SC2012 # the newest by time; the names are the kubelet's
# Exit 0: a new pod is ready; 2: it crashed; 1: neither, in time.

for _ in $(seq $(($2 * 2))); do
  sleep 0.5
  newest=$(ls -dt /var/log/pods/kube-system_"$3"-* 2>/dev/null | head -n 1)
  test -z "$newest" -o "$newest" = "$1" && continue
  grep -q -s -E '"command failed"|stderr F Error: ' "$newest"/kube-apiserver/*.log && exit 2
  test "$(curl --silent --insecure --max-time 2 "https://${4:-$(hostname):6443}/readyz")" = ok && exit 0
done
exit 1
