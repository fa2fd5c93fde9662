# Moves files that are there, and overwrites none: $1 the folder to move from, $2 the folder to move to, then names.
# shellcheck shell=bash

set -e
from=$1 to=$2; shift 2
mkdir --parents "$to"
for name in "$@"; do if test -e "$from/$name"; then mv --no-clobber -- "$from/$name" "$to/$name"; fi; done
