# Prints a log inside a node from a given place, over rotations, once or until standard input ends.
# shellcheck shell=bash
# shellcheck disable=SC1007 # "a= b=" sets several variables to nothing
# shellcheck disable=SC2034 # counters of loops, and words that are only read past
#   $1  `file` (the log's path in $2) or `pods` (the logs of the API server's containers, in the folders whose
#       paths begin with $2)
#   $3  `once` ends when everything is read; `live` goes on until standard input ends
#   $4  `last N`: the last N bytes · `after NAME`: the old files after NAME, and the log itself ·
#       `resume IDENTITY OFFSET NAME`: continue from there
# Between the log's lines it prints its own, which begin with the character RS: `file IDENTITY OFFSET SIZE NAME`
# before a file's bytes, where NAME is the old file before it and SIZE is -1 for a file that another has
# followed; `missing`; `lost` where a file may have been removed unread; `shorter` where the log lost bytes;
# `end` in mode `once`.
#
# It waits by reading its standard input, so that it ends with it: an engine cannot kill what it has
# started. It starts no process while there is no news. Descriptor 3 is the file being read: it stays
# the same file when its name changes, so that an old file is read to its end.
#
# The name of an old file sorts by age. A rotated log's is its path. A container's is a moment, a digit and
# its path: rotated by the kubelet at that moment (0), or left by a container that ended then (1).

export LC_ALL=C
shopt -s nullglob
kind=$1 log=$2 mode=$3; shift 3
here=/proc/$$/fd/3
dir=${log%/*} base=${log##*/} ext=
[[ $base == *.* ]] && ext=.${base##*.} base=${base%.*}
seen= own= packed= found= name= unsure= ticks=0 absent=0 from=0

# In one piece, which the shell's own printf does not promise.
say() { env printf '\n\036%s\n' "$*"; }
identity() { stat -Lc %i.%.9W -- "$1" 2>/dev/null; }
size() { stat -Lc %s -- "$here"; }
over_once() { [[ $mode != once ]] || { say end; exit 0; }; }
wait_a_bit() { local line; read -r -t 0.04 line; (( $? != 1 )) || exit 0; }

# The log that is written to: $current is its path. Of containers' logs it is the newest.
find_current() {
  current=$log
  [[ $kind == pods ]] || return 0
  local f; current=
  for f in "$log"*/kube-apiserver/*.log; do
    if [[ -z $current || $f -nt $current ]]; then current=$f; fi
  done
}
# The name of the container's log at a path.
container_name() {
  local f=${1%.gz}
  if [[ $f =~ [.]log[.]([0-9]{8})-([0-9]{6})$ ]]; then name="${BASH_REMATCH[1]}${BASH_REMATCH[2]} 0 $f"
  else printf -v name '%(%Y%m%d%H%M%S)T 1 %s' "$(stat -Lc %Y -- "$f")" "$f" 2>/dev/null; fi
}
# The first old file after $seen: $found is its path, $name its name.
old() {
  local f best= at=
  if [[ $kind == pods ]]; then
    find_current
    for f in "$log"*/kube-apiserver/*.log "$log"*/kube-apiserver/*.log.[0-9]*[0-9] "$log"*/kube-apiserver/*.log.[0-9]*.gz; do
      [[ $f != "$current" ]] || continue
      container_name "$f"
      if [[ $name > $seen && ( -z $best || $name < $best ) ]]; then at=$f best=$name; fi
    done
  else
    for f in "$dir/$base"-[0-9][0-9][0-9][0-9]-*"$ext" "$dir/$base"-[0-9][0-9][0-9][0-9]-*"$ext".gz; do
      name=${f%.gz}
      if [[ $name > $seen && ( -z $best || $name < $best ) ]]; then at=$f best=$name; fi
    done
  fi
  found=$at name=$best
  [[ -n $found ]]
}
# Opens $found as descriptor 3; $own is its name among the old files.
open_found() {
  own=$name packed=
  if [[ $found == *.gz ]]; then packed=1; exec 3< <(exec gzip -dc -- "$found"); return; fi
  { exec 3<"$found"; } 2>/dev/null
}
open_current() { find_current; found=$current name=; open_found; }
# Opens the next file to read; a failure means that there is none yet.
open_next() {
  if ! old; then
    open_current || return
    # Renamed in this very moment? Then the file that was there before it comes first.
    old || return 0
  fi
  open_found
}
# Whether another file has replaced the one in descriptor 3.
replaced() { [[ -z $packed ]] || return 0; find_current; ! [[ $current -ef $here ]]; }
# Whether $found is the file in descriptor 3, or that file packed: no two lines of a log are alike.
is_here() {
  if [[ $found != *.gz ]]; then [[ $found -ef $here ]]; return; fi
  [[ $(gzip -dc -- "$found" 2>/dev/null | head -c 4096) == $(head -c 4096 -- "$here") ]]
}
# Whether the file that has replaced the one in descriptor 3 is a copy of it; $from is how far that was read.
copied() {
  [[ $kind == file && -z $own ]] || return
  local word at
  read -r word at < /proc/$$/fdinfo/3
  (( at > 0 && $(stat -Lc %s -- "$current" 2>/dev/null || echo 0) >= at )) || return
  cmp -s <(head -c "$at" -- "$here" | head -c 4096) <(head -c "$at" -- "$current" 2>/dev/null | head -c 4096) || return
  from=$at
}
# Remembers that the file in descriptor 3 is read to its end.
finished() {
  if [[ -n $own ]]; then seen=$own
  elif old; then if is_here; then seen=$name; else unsure=1; fi; fi
}
# Whether a file was removed between $seen and the one that is opened next. The server rotates when a line
# does not fit: that line is the first of the next file, and no younger than the name of the one before.
is_gap() {
  [[ $kind == file && -n $seen ]] || return
  local line= tries moment rotated=${seen%"$ext"}
  for tries in 1 2 3 4 5; do
    if [[ $found == *.gz ]]; then IFS= read -r line < <(exec gzip -dc -- "$found"); else IFS= read -r line < "$here"; fi && break
    line=; wait_a_bit
  done
  moment=${line##*'"stageTimestamp":"'}
  [[ $moment != "$line" ]] || return
  moment=${moment:0:23}
  [[ ${moment//:/-} > ${rotated: -23} ]]
}
# Prints what can be read from descriptor 3; fails when there is nothing.
pump() {
  local byte
  IFS= read -r -N 1 -u 3 byte || return
  printf %s "$byte"
  cat <&3
}
# Whether the file has become shorter than what was read of it.
shrunk() {
  local word at
  read -r word at < /proc/$$/fdinfo/3
  (( $(size) < at ))
}
# The file in descriptor 3, from an offset, until another replaces it.
read_on() {
  if [[ -n $packed ]]; then
    say "file $own $1 -1 $seen"
    head -c "$1" <&3 >/dev/null
  else
    local bytes=-1; replaced || bytes=$(size)
    say "file $(identity "$here") $1 $bytes $seen"
    (( $1 == 0 )) || tail -c +$(( $1 + 1 )) <&3
  fi
  while :; do
    pump && ticks=0
    if replaced; then pump; copied || finished; return; fi
    over_once
    wait_a_bit
    if (( ++ticks % 25 == 0 )) && shrunk; then say shorter; return; fi
  done
}

start_last() {
  while :; do
    while old; do seen=$name; done
    open_current || return
    old || break
  done
  local bytes; bytes=$(size)
  read_on $(( bytes > $1 ? bytes - $1 : 0 ))
}
start_resume() {
  seen=$3
  local try
  for try in 1 2 3; do
    if old && [[ $found == *.gz || $(identity "$found") == "$1" ]]; then open_found || continue
    else open_current || continue; fi
    if [[ -n $packed ]]; then ! is_gap || break; read_on "$2"; return; fi
    [[ $(identity "$here") == "$1" ]] || continue
    if (( $(size) < $2 )); then say shorter; read_on 0; else read_on "$2"; fi
    return
  done
  unsure=1
}

case $1 in
last) start_last "$2" ;;
after) while old && ! [[ $name > $2 ]]; do seen=$name; done ;;
resume) start_resume "$2" "$3" "$4" ;;
esac
while :; do
  if open_next; then
    absent=0
    if [[ -n $unsure ]] || is_gap; then say lost; fi
    unsure= start=$from from=0
    read_on "$start"
    continue
  fi
  # Between the two steps of a rotation there is no log for a moment.
  if [[ $mode == once ]] || (( ++absent == 25 )); then say missing; fi
  over_once
  wait_a_bit
done
