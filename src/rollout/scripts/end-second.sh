# Ends the second API server: $1 its manifest, $2 its port, $3 seconds until it must have ended.
# shellcheck shell=bash
# The kubelet sends SIGTERM, and SIGKILL 30 s later. Exit 1: it still runs.

set -e
rm -f "$1"
runs() { pgrep --full -- "--secure-port=$2" | grep -v "^$$\$" | while read -r pid; do test "$(cat "/proc/$pid/comm" 2>/dev/null)" = kube-apiserver && echo "$pid"; done; }
for _ in $(seq "$3"); do
  test -n "$(runs "$@")" || exit 0
  sleep 1
done
test -z "$(runs "$@")"
