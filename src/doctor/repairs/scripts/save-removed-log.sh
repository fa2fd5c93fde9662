# Saves what API servers have written, and still write, into a log that was removed: $1 the log.
# shellcheck shell=bash
# Waits in the background for the end of each server, at most two minutes, and gives the text the name of a rotated log.
# Prints the names.

for pid in $(pgrep --exact kube-apiserver); do
  for fd in "/proc/$pid/fd/"*; do
    case $(readlink "$fd") in /*' (deleted)') ;; *) continue ;; esac
    if ! test -f "$fd" || ! grep -q '^flags:.*[12]$' "/proc/$pid/fdinfo/${fd##*/}"; then continue; fi
    saved=${1%.*}-$(date --utc +%Y-%m-%dT%H-%M-%S.%3N).${1##*.}
    echo "$saved"
    (
      umask 077
      exec 3< "$fd"
      for _ in $(seq 600); do test -e "/proc/$pid" || break; sleep 0.2; done
      cat <&3 > "$saved"
    ) > /dev/null 2>&1 < /dev/null &
  done
done
