# Waits until the cluster no longer shows the pod of a second API server: $1 its name, $2 the kubeconfig, $3 seconds.
# shellcheck shell=bash
# The kubelet, which has ended it, deletes the pod a little later; after a restart of the node that takes some seconds. A pod
# that is still there after $3 seconds is deleted here. Where the API does not answer, the kubelet deletes it once it does.

pod=$1-$(hostname) kubeconfig=$2
ask() { kubectl --kubeconfig "$kubeconfig" --server "https://$(hostname):6443" --request-timeout 5s --namespace kube-system "$@" 2>/dev/null; }
for _ in $(seq "$3"); do
  found=$(ask get pod "$pod" --ignore-not-found --output name) || exit 0
  test -n "$found" || exit 0
  sleep 1
done
ask delete pod "$pod" --ignore-not-found --force --grace-period 0 --wait=false
