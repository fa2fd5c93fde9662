# Puts standard input, base64, into place as a whole: $1 the path, $2 a path beside its folder for the time of writing.
# shellcheck shell=bash
# The other path is outside of the folder, since the kubelet may read what is half written there.

set -e
umask 077
trap 'rm -f "$2"' EXIT
mkdir --parents "$(dirname "$1")"
base64 --decode > "$2"
mv "$2" "$1"
