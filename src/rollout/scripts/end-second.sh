# Ends the second API server: $1 its manifest, $2 its port, $3 seconds until it must have ended, or 0, $4 the table, $5 seconds.
# shellcheck shell=bash
# Standard input is the table that holds connections to it: in effect from before the end until its port is closed, $5 seconds
# at most. The kubelet sends SIGTERM, and SIGKILL 30 s later. Exit 1: it still runs. $6 is the file that names its log: where the
# first server, which removes and packs old logs, did so with it meanwhile, the log is put back from its other name. $7 are the
# seconds before all that in which clients that have just connected get their answers.

set -e
# A new connection from a port that conntrack still remembers goes where the earlier one went: to a server that has ended.
forget() {
  for family in ipv4 ipv6; do conntrack -D -f "$family" -p tcp --reply-port-src "$@" > /dev/null 2>&1 || true; done
}
listens() { (: < "/dev/tcp/127.0.0.1/$1") 2> /dev/null; }
if test -e "$1" && listens "$2" && sleep "$7" && nft -f - 2> /dev/null; then
  rm -f "$1"
  for _ in $(seq $(($5 * 20))); do
    listens "$2" || break
    sleep 0.05
  done
  sleep 0.2
  nft delete table inet "$4"
  for state in TIME_WAIT CLOSE LAST_ACK; do forget "$2" --state "$state"; done
fi
rm -f "$1"
test "$3" != 0 || exit 0
runs() {
  pgrep --full -- "--secure-port=$1" | while read -r pid; do
    if test "$(cat "/proc/$pid/comm" 2>/dev/null)" = kube-apiserver; then echo "$pid"; fi
  done
}
for _ in $(seq "$3"); do
  test -n "$(runs "$2")" || break
  sleep 1
done
test -z "$(runs "$2")"
forget "$2"
test -f "$6" || exit 0
log=$(cat "$6")
kept=$(dirname "$log")/.kind-audit-$(basename "$log")
if test -e "$kept"; then
  if test "$kept" -ef "$log"; then rm -f "$kept"; else mv "$kept" "$log" && rm -f "$log.gz"; fi
fi
rm -f "$6"
