# Applies or removes the admission policy that keeps the endpoint of "kubernetes": $1 apply or remove, $2 its name, $3 the kubeconfig.
# shellcheck shell=bash
# Asks the node's own API server, wherever new connections go at the moment. Before the removal it waits until the endpoint has
# an address: a server writes its own at its start and every ten seconds.

ask() { kubectl --kubeconfig "$kubeconfig" --server "https://$(hostname):6443" --request-timeout 10s "$@"; }
verb=$1 name=$2 kubeconfig=$3
if test "$verb" = apply; then
  # A server's discovery may not be complete yet.
  for _ in 1 2 3; do ask apply --server-side --force-conflicts --validate=false --filename - && exit 0; sleep 1; done
  exit 1
fi
for _ in $(seq 20); do
  test -n "$(ask get endpointslice kubernetes --namespace default --output 'jsonpath={.endpoints[*].addresses[*]}' 2>/dev/null)" && break
  sleep 1
done
for kind in validatingadmissionpolicybinding validatingadmissionpolicy; do
  ask delete "$kind" "$name" --ignore-not-found --wait=false || failed=yes
done
test -z "$failed"
