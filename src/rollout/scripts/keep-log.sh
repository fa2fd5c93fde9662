# Gives the log of the second API server another name that no server removes: $1 the log, $2 the file that names it.
# shellcheck shell=bash

set -e
umask 077
mkdir --parents "$(dirname "$2")"
printf '%s\n' "$1" > "$2"
ln --force "$1" "$(dirname "$1")/.kind-audit-$(basename "$1")"
