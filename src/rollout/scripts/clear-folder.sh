# Removes the folder of a change: $1 the folder, $2 the log whose name kept output gets, with a moment in it.
# shellcheck shell=bash
# Output of containers that was kept in it is copied beside the audit logs first, unless its pod is still there.

set -e
umask 077
at=0
for file in "$1"/output/*/*; do
  test -f "$file" || continue
  if test -d "/var/log/pods/$(basename "$(dirname "$file")")"; then continue; fi
  end=.log
  case $file in *.gz) end=.log.gz ;; esac
  mkdir --parents "$(dirname "$2")"
  cp "$file" "${2%.log}-$(date --utc --reference "$file" +%Y-%m-%dT%H-%M-%S),$(printf %03d "$at")$end"
  at=$((at + 1))
done
rm -rf -- "$1"
rmdir --ignore-fail-on-non-empty -- "$(dirname "$1")" 2>/dev/null || true
