# Makes marked requests and looks for one in the log: $1 the mark, $2 the log, $3 the kubeconfig, $4 `one` or `several`.
# shellcheck shell=bash
# Asks this node's own API server, not the load balancer, then waits up to 3 s for the mark in the log or in
# a file that was rotated in the meantime. `several` makes requests of other kinds too. Nothing is changed: reads of what does
# not exist, and a dry run. Prints the first event; exit 1: there is none, and "answered N" counts the requests that a
# server answered. A log that ends in "/" or "-" is the beginning of the names of folders: those of the server's pods.

answers=$(mktemp) || exit
trap 'rm -f "$answers"' EXIT
ask() {
  local words
  if words=$(kubectl --kubeconfig "$kubeconfig" --server "https://$(hostname):6443" --request-timeout 10s "$@" 2>&1 >/dev/null) ||
    [[ $words == *'Error from server'* ]]; then echo answered >> "$answers"; fi
}
mark=$1 log=$2 kubeconfig=$3
ask get --raw "/api/v1/namespaces/kube-system/configmaps/$mark" &
if test "$4" = several; then
  ask get --raw "/api/v1/namespaces/default/secrets/$mark" &
  ask get --raw "/api/v1/namespaces/default/pods/$mark/log" &
  ask get --raw "/api/v1/nodes?fieldManager=$mark" &
  ask get --raw "/apis/apps/v1/deployments?fieldManager=$mark" &
  ask get --raw "/version?$mark" &
  ask delete --raw "/api/v1/namespaces/default/pods/$mark?dryRun=All" &
  ask delete --raw "/apis/apps/v1/namespaces/default/deployments/$mark?dryRun=All" &
  curl --silent --insecure --max-time 10 "https://$(hostname):6443/api/v1/namespaces/default/configmaps/$mark" >/dev/null 2>&1 &
fi
wait
case $log in
  *[/-]) files=("$log"*/kube-apiserver/*.log); text='s/^[^ ]* stdout [FP][^ ]* //p' ;;
  *) files=("${log%.*}"*); text=p ;;
esac
for _ in $(seq 30); do
  grep --no-filename --fixed-strings --max-count 1 -- "$mark" "${files[@]}" 2>/dev/null | sed --quiet "$text" | head -n 1 | grep . && exit 0
  sleep 0.1
done
echo "answered $(wc -l < "$answers")"
exit 1
