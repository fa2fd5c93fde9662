# Makes the log a file that can be written and rotated: $1 the log, $2 what is added to the name of what is no file in its place.
# shellcheck shell=bash

set -e
log=$1 folder=$(dirname "$1")
mkdir --parents "$folder"
if ! test -w "$folder"; then mount -o remount,rw,bind "$(findmnt --noheadings --output TARGET --target "$folder")"; fi
for path in "$folder" "$log"; do chattr -i -a -- "$path" 2>/dev/null || true; done
if test -f "$log"; then true >> "$log"; fi
if test -L "$log" -o -e "$log" && ! test -f "$log"; then mv --no-target-directory -- "$log" "$log.$2"; fi
