# Removes the folder of a change: $1 the folder, $2 the log whose name kept output gets, with a moment in it, $3 where it is kept.
# shellcheck shell=bash
# $4 is the folder in which a restart of the node may have left a half-written file.
# shellcheck disable=SC2012 # the newest by time; the names are the kubelet's
# What containers have printed and is kept by links is copied beside the audit logs first, if there is standard output in it, but
# for what the pod that runs, the one that prints last, still has. The kubelet removes the others within a minute.

set -e
umask 077
running=$(ls -t /var/log/pods/kube-system_kube-apiserver-*/kube-apiserver/*.log 2>/dev/null | head -n 1)
running=$(basename "$(dirname "$(dirname "$running")")")
text() { case $1 in *.gz) gzip -dc -- "$1" ;; *) cat -- "$1" ;; esac }
at=0
for file in "$3"/*/*; do
  test -f "$file" || continue
  if test "$(basename "$(dirname "$file")")" = "$running" && test "$(stat --format %h -- "$file")" -gt 1; then continue; fi
  text "$file" | grep --quiet --text --extended-regexp '^[^ ]+ stdout [FP]' || continue
  end=.log
  case $file in *.gz) end=.log.gz ;; esac
  mkdir --parents "$(dirname "$2")"
  new=$(dirname "$2")/.kind-audit-$(basename "$2")
  cp "$file" "$new"
  mv "$new" "${2%.log}-$(date --utc --reference "$file" +%Y-%m-%dT%H-%M-%S),$(printf %03d "$at")$end"
  at=$((at + 1))
done
rm -rf -- "$1" "$3"
find "$4" -maxdepth 1 -type f -name '.kind-audit-*' -delete
rmdir --ignore-fail-on-non-empty -- "$(dirname "$1")" 2>/dev/null || true
