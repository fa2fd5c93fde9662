# Puts the manifest on standard input into place: $1 the path, $2 the folder for the old one, $3 seconds for its server, or 0.
# shellcheck shell=bash
# shellcheck disable=SC2012 # the newest by time; the names are the kubelet's
# Written elsewhere, then renamed, since the kubelet may read a half-written file.
# The kubelet then sends SIGTERM, and the server answers the requests it has begun. A second SIGTERM would end it at
# once (k8s.io/apiserver, SetupSignalContext), so none is sent here: after the wait a server that no longer serves and
# still runs is killed, since watches hold it much longer. Two are not killed: one that still serves, which was not
# asked to end yet, and one with a webhook, whose last batch may be on its way. With 0 it is neither waited for nor killed.
# Prints "before " with the newest pod's folder, from which the next one is distinguished, and "killed" for each kill.

set -e
umask 077
new=$(dirname "$(dirname "$1")")/.kind-audit-$$.yaml
trap 'rm -f "$new"' EXIT
# What a run has left that a restart of the node cut off.
rm -f "$(dirname "$new")"/.kind-audit-*.yaml
cat > "$new"
echo "before $(ls -dt /var/log/pods/kube-system_kube-apiserver-* 2>/dev/null | head -n 1)"
if test -f "$1"; then mkdir --parents "$2"; cp --no-clobber --preserve "$1" "$2/"; fi
if test -d "$1"; then mkdir --parents "$2"; mv --no-target-directory "$1" "$2/$(basename "$1").folder"; fi
# The kubelet removes what the old pod has printed, which may be its audit log. It is kept by hard links, with what is printed
# until the end; the reader of logs finds it there, and the next change copies it beside the audit logs.
for file in /var/log/pods/kube-system_kube-apiserver-*/kube-apiserver/*.log*; do
  test -f "$file" || continue
  { case $file in *.gz) gzip -dc -- "$file" ;; *) cat -- "$file" ;; esac } 2>/dev/null |
    grep --quiet --text --extended-regexp '^[^ ]+ stdout [FP]' || continue
  pod=/var/lib/kind-audit/output/$(basename "$(dirname "$(dirname "$file")")")
  if mkdir --parents "$pod"; then ln --force "$file" "$pod/" || true; fi
done
servers=$(pgrep --exact kube-apiserver || true)
mv "$new" "$1"

runs() { test "$(cat "/proc/$1/comm" 2>/dev/null)" = kube-apiserver; }
has_webhook() { tr '\0' '\n' 2>/dev/null < "/proc/$1/cmdline" | grep -q -e '^--audit-webhook'; }
serves() { test "$(curl --silent --insecure --max-time 2 "https://$(hostname):6443/readyz")" = ok; }
test "$3" != 0 || servers=''
for each in $servers; do
  if has_webhook "$each"; then continue; fi
  for _ in $(seq $(($3 * 5))); do
    runs "$each" || break
    sleep 0.2
  done
  if runs "$each" && ! serves; then
    kill -KILL "$each" 2>/dev/null || true
    echo "killed $each"
  fi
done
