// The program that reads a log inside a node: constant text for bash, its arguments beside it.

/**
 * Prints a log from a place on, over rotations. Arguments:
 *   1  `file` (the log's path in 2) or `pods` (the logs of the API server's containers, in the folders whose
 *      paths begin with 2)
 *   3  `once` ends when everything is read; `live` goes on until standard input ends
 *   4  `last N`: the last N bytes · `after NAME`: the rotated files after NAME, and the log itself ·
 *      `resume IDENTITY OFFSET NAME`: on from there
 * Between the log's lines it prints its own, which begin with the character RS: `file IDENTITY OFFSET SIZE NAME`
 * before a file's bytes, where NAME is the rotated file before it and SIZE is -1 for a file that another has
 * followed; `missing`; `lost` where the place to resume is gone; `end` in mode `once`.
 *
 * It waits by reading its standard input, so that it ends with it: an engine cannot kill what it has
 * started. It starts no process while there is no news. Descriptor 3 is the file being read: it stays
 * the same file when its name changes, so that a rotated file is read to its end.
 */
export const nodeScript = String.raw`
export LC_ALL=C
shopt -s nullglob
kind=$1 log=$2 mode=$3; shift 3
here=/proc/$$/fd/3 before=/proc/$$/fd/4
dir=@{log%/*} base=@{log##*/} ext=
[[ $base == *.* ]] && ext=.@{base##*.} base=@{base%.*}
seen= own= packed= found= stem= ticks=0 absent=0

say() { printf '\n\036%s\n' "$*"; }
identity() { stat -Lc %i.%W -- "$1" 2>/dev/null; }
size() { stat -Lc %s -- "$here"; }
is_open() { { true <&"$1"; } 2>/dev/null; }
over_once() { [[ $mode != once ]] || { say end; exit 0; }; }
wait_a_bit() { local line; read -r -t 0.04 line; (( $? != 1 )) || exit 0; }

# The first rotated file behind $seen: $found is its path, $stem its path without .gz.
rotated() {
  local f s; found= stem=
  for f in "$dir/$base"-[0-9][0-9][0-9][0-9]-*"$ext" "$dir/$base"-[0-9][0-9][0-9][0-9]-*"$ext".gz; do
    s=@{f%.gz}
    if [[ $s > $seen && ( -z $stem || $s < $stem ) ]]; then found=$f stem=$s; fi
  done
  [[ -n $found ]]
}
# The container's log that is written to: the newest.
newest() {
  local f; found=
  for f in "$log"*/kube-apiserver/*.log; do
    if [[ -z $found || $f -nt $found ]]; then found=$f; fi
  done
  [[ -n $found ]]
}
# The oldest container's log that is newer than the one that was read last.
next_newer() {
  local f; found=
  for f in "$log"*/kube-apiserver/*.log.[0-9]*[0-9] "$log"*/kube-apiserver/*.log; do
    if is_open 4; then [[ $f -nt $before && ! $f -ef $before ]] || continue; fi
    if [[ -z $found || $f -ot $found ]]; then found=$f; fi
  done
  [[ -n $found ]]
}
# Opens $found as descriptor 3; $own is its name among the rotated files.
open_found() {
  own=$stem packed=
  if [[ $found == *.gz ]]; then packed=1; exec 3< <(exec gzip -dc -- "$found"); return; fi
  { exec 3<"$found"; } 2>/dev/null
}
# Opens the next file to read; a failure means that there is none yet.
open_next() {
  if [[ $kind == pods ]]; then next_newer && open_found; return; fi
  if ! rotated; then
    found=$log
    open_found || return
    # Renamed in this very moment? Then the file that was there before it comes first.
    rotated || return 0
  fi
  open_found
}
# Whether another file took the place of the one in descriptor 3.
replaced() {
  [[ -z $packed ]] || return 0
  if [[ $kind == pods ]]; then newest && ! [[ $found -ef $here ]]; else ! [[ $log -ef $here ]]; fi
}
# Remembers that the file in descriptor 3 is read to its end.
finished() {
  if [[ $kind == pods ]]; then exec 4<&3
  elif [[ -n $own ]]; then seen=$own
  elif rotated && [[ $found == *.gz || $found -ef $here ]]; then seen=$stem; fi
}
# Prints what descriptor 3 has to give; a failure means nothing.
pump() {
  local byte
  IFS= read -r -N 1 -u 3 byte || return
  printf %s "$byte"
  cat <&3
}
# Whether the file has become shorter than what was read of it.
shrunk() {
  local name at
  read -r name at < /proc/$$/fdinfo/3
  (( $(size) < at ))
}
# The file in descriptor 3, from an offset, until another takes its place.
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
    if replaced; then pump; finished; return; fi
    over_once
    wait_a_bit
    if (( ++ticks % 25 == 0 )) && shrunk; then return; fi
  done
}

start_last() {
  if [[ $kind == pods ]]; then newest && open_found || return
  else
    while :; do
      while rotated; do seen=$stem; done
      found=$log stem=
      open_found || return
      rotated || break
    done
  fi
  local bytes; bytes=$(size)
  read_on $(( bytes > $1 ? bytes - $1 : 0 ))
}
start_resume() {
  seen=$3
  local f try
  for try in 1 2 3; do
    stem=
    if [[ $kind == pods ]]; then
      found=; for f in "$log"*/kube-apiserver/*.log*; do [[ $(identity "$f") == "$1" ]] && found=$f; done
      [[ -n $found ]] || break
    elif rotated && [[ $found == *.gz || $(identity "$found") == "$1" ]]; then :
    else found=$log stem=; fi
    open_found || continue
    if [[ -n $packed ]]; then read_on "$2"; return; fi
    [[ $(identity "$here") == "$1" ]] || continue
    if (( $(size) < $2 )); then read_on 0; else read_on "$2"; fi
    return
  done
  say lost
}

case $1 in
last) start_last "$2" ;;
after) seen=$2 ;;
resume) start_resume "$2" "$3" "$4" ;;
esac
while :; do
  if open_next; then absent=0; read_on 0; continue; fi
  # Between the two steps of a rotation there is no log for a moment.
  if [[ $mode == once ]] || (( ++absent == 25 )); then say missing; fi
  over_once
  wait_a_bit
done
`.replaceAll('@{', '${');
