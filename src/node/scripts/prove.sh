# Makes marked requests and looks for one in the log: $1 the mark, $2 the log, $3 the kubeconfig, $4 the server, then each request.
# shellcheck shell=bash
# A request is get, delete or anonymous, a space, and its path; the server is an address and port.
# Asks this node's own API server, not the load balancer, then waits up to 3 s for the mark in the log or in
# a file that was rotated in the meantime. Prints the first event; exit 1: there is none, and "answered N" counts the requests that a
# server answered. A log that ends in "/" or "-" is the beginning of the names of folders: those of the server's pods.

answers=$(mktemp) || exit
trap 'rm -f "$answers"' EXIT
ask() {
  local words
  if words=$(kubectl --kubeconfig "$kubeconfig" --server "https://$server" --tls-server-name kubernetes --request-timeout 10s "$1" --raw "$2" 2>&1 >/dev/null) ||
    [[ $words == *'Error from server'* ]]; then echo answered >> "$answers"; fi
}
mark=$1 log=$2 kubeconfig=$3 server=${4:-$(hostname):6443}
for request in "${@:5}"; do
  path=${request#* }
  case $request in
    anonymous*) curl --silent --insecure --max-time 10 "https://$server$path" >/dev/null 2>&1 & ;;
    *) ask "${request%% *}" "$path" & ;;
  esac
done
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
