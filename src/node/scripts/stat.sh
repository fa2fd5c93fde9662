# Prints type, size, time of change and links of each path, and its checksum on a second line: the paths.
# shellcheck shell=bash

for path in "$@"; do
  stat --format '%F|%s|%Y|%h' -- "$path" 2>/dev/null || echo '|0|0|1'
  if test -f "$path"; then sha256sum < "$path" | cut -c1-64; else echo; fi
done
