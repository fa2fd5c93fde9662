# Prints type, size, time of change, links and target of each path, and its checksum on a second line: the paths.
# shellcheck shell=bash
# A symbolic link is followed, as the API server follows it; the target is where it leads, and empty for no link.

for path in "$@"; do
  target=''; test -L "$path" && target=$(readlink --canonicalize-missing -- "$path")
  echo "$(stat --dereference --format '%F|%s|%Y|%h' -- "$path" 2>/dev/null || echo '|0|0|1')|$target"
  if test -f "$path"; then sha256sum < "$path" | cut -c1-64; else echo; fi
done
