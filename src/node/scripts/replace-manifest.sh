# Puts the manifest on standard input into place: $1 the manifest, $2 the folder to keep the old one in.
# shellcheck shell=bash
# shellcheck disable=SC2012 # the newest by time; the names are the kubelet's
# Written beside and renamed in, for the kubelet may read a file that is half-written. It is slow to let an old
# server go, so that is helped; not where a webhook's last batch may still be on its way.
# Prints the newest pod's folder, by which the next one is told apart.

set -e
umask 077
beside=$(dirname "$(dirname "$1")")/.kind-audit-$$.yaml
cat > "$beside"
ls -dt /var/log/pods/kube-system_kube-apiserver-* 2>/dev/null | head -n 1 || true
if test -f "$1"; then mkdir --parents "$2"; cp --no-clobber --preserve "$1" "$2/"; fi
pid=$(pgrep --exact kube-apiserver || true)
mv "$beside" "$1"
sleep 1
for each in $pid; do tr '\0' '\n' < "/proc/$each/cmdline" | grep -q -e '^--audit-webhook' || kill -KILL "$each" || true; done
