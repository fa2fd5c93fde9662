# Puts what a change needs into its folder in the node: $1 the folder, $2 the first server's manifest, $3 the node's own policy file.
# shellcheck shell=bash
# Standard input is the new policy in base64; empty where there is none. What a change of the same run has kept before stays.

set -e
umask 077
mkdir --parents "$1"
base64 --decode > "$1/.policy.yaml"
mv "$1/.policy.yaml" "$1/policy.yaml"
keep() { test -e "$2" || ! test -f "$1" || { cp --preserve "$1" "$2.new" && mv "$2.new" "$2"; }; }
keep "$2" "$1/$(basename "$2")"
keep "$3" "$1/policy-before.yaml"
sync -f "$1" 2>/dev/null || true
