# Ends the second API server: $1 its manifest, $2 its port, $3 seconds until it must have ended, or 0, $4 the table, $5 seconds.
# shellcheck shell=bash
# Standard input is the table that holds connections to it: in effect from before the end until its port is closed, $5 seconds
# at most. The kubelet sends SIGTERM, and SIGKILL 30 s later. Exit 1: it still runs.

set -e
listens() { (: < "/dev/tcp/127.0.0.1/$1") 2> /dev/null; }
if test -e "$1" && listens "$2" && nft -f - 2> /dev/null; then
  rm -f "$1"
  for _ in $(seq $(($5 * 20))); do
    listens "$2" || break
    sleep 0.05
  done
  sleep 0.2
  nft delete table inet "$4"
fi
rm -f "$1"
test "$3" != 0 || exit 0
runs() { pgrep --full -- "--secure-port=$2" | grep -v "^$$\$" | while read -r pid; do test "$(cat "/proc/$pid/comm" 2>/dev/null)" = kube-apiserver && echo "$pid"; done; }
for _ in $(seq "$3"); do
  test -n "$(runs "$@")" || exit 0
  sleep 1
done
test -z "$(runs "$@")"
