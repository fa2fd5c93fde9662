# Moves files that are there, and overwrites none: $1 the folder to move from, $2 the folder to move to, then names.
# shellcheck shell=bash
# Prints the names of those that stay, since something else has their place.

set -e
from=$1 to=$2; shift 2
mkdir --parents "$to"
for name in "$@"; do
  test -e "$from/$name" || continue
  mv --no-clobber -- "$from/$name" "$to/$name"
  if test -e "$from/$name"; then echo "$name"; fi
done
