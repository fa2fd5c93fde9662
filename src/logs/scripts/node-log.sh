# Prints a log inside a node from a given place, over rotations, once or until standard input ends.
# shellcheck shell=bash
# shellcheck disable=SC1007 # "a= b=" sets several variables to nothing
# shellcheck disable=SC2034 # counters of loops, and words that are only read past
# shellcheck disable=SC2027,SC2231 # patterns of names
#   $1  `file` (the log's path in $2), `pods` (the logs of the API server's containers, in the folders whose paths begin
#       with $2), or `beside` (the logs of second API servers, which lie beside the log in $2)
#   $3  the log beside which containers' logs are kept when the containers go
#   $4  the manifest that says where the log is: when that changes, the reading ends; empty where nobody asks
#   $5  `once` ends when everything is read; `live` goes on until standard input ends
#   $6  `last N`: the last N bytes · `after NAME`: the old files after NAME, and the log itself ·
#       `resume IDENTITY OFFSET NAME`: continue from there
# Between the log's lines it prints its own, which begin with the character RS: `file IDENTITY OFFSET SIZE NAME`
# before a file's bytes, where NAME is the old file before it and SIZE is -1 for a file that another has
# followed, and IDENTITY is `none` while there is no log to read; `missing`; `lost` where a file may have
# been removed unread; `shorter` where the log lost bytes; `moved` when the manifest has changed; `end` in mode `once`.
#
# It waits by reading its standard input, so that it ends with it: an engine cannot kill what it has
# started. It starts no process while there is no news. Descriptor 3 is the file being read: it stays
# the same file when its name changes, so that an old file is read to its end.
#
# The name of an old file sorts by age. A rotated log's is its path. A container's is the moment of its first line,
# which it keeps when it is renamed, packed, or left only as a link in /var/lib/kind-audit/output, or beside $3. The log of a second
# server is an old file from its beginning, and is watched until there is a younger one.

export LC_ALL=C
shopt -s nullglob
kind=$1 log=$2 kept=$3 manifest=$4 mode=$5; shift 5
here=/proc/$$/fd/3
seen= own= packed= found= name= unsure= ticks=0 absent=0 from=0 pause=0.04 waits=0 rules= before=
declare -A moments
three='[0-9][0-9][0-9]'
stamp="[0-9]$three-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]-[0-9][0-9]-[0-9][0-9]"
case $kind in
file) base=$log forms=("-$stamp.$three") ;;
beside) base=$log forms=("-$stamp,$three" "-$stamp,$three-$stamp.$three") ;;
pods) base=$kept forms=("-$stamp,$three") ;;
esac
ext=; [[ ${base##*/} != *.* ]] || { ext=.${base##*.}; base=${base%.*}; }

# In one piece, which the shell's own printf does not promise.
say() { env printf '\n\036%s\n' "$*"; }
# Of a container's log its name, once it has a line.
identity() {
  if [[ $kind == pods ]]; then container_name "$1"; [[ -z $name ]] || { echo "$name"; return; }; fi
  stat -Lc %i.%.9W -- "$1" 2>/dev/null
}
size() { stat -Lc %s -- "$here"; }
over_once() { [[ $mode != once ]] || { say end; exit 0; }; }
wait_a_bit() {
  local line; read -r -t "$pause" line; (( $? != 1 )) || exit 0
  if [[ -n $manifest ]] && (( ++waits % 25 == 0 )) && moved; then say moved; exit 0; fi
}
# Whether the manifest is another than before; one that is gone for a moment is not.
moved() {
  local text=; { IFS= read -r -d '' text < "$manifest"; } 2>/dev/null
  if [[ -n $rules && -n $text && $text != "$rules" ]]; then return 0; fi
  rules=${text:-$rules}; return 1
}

# The log that is written to: $current is its path. Of containers' logs it is the newest.
find_current() {
  current=$log
  [[ $kind == pods ]] || return 0
  local f; current=
  for f in "$log"*/kube-apiserver/*.log; do
    if [[ -z $current || $f -nt $current ]]; then current=$f; fi
  done
}
# The name of the container's log at a path; nothing for one without a line.
container_name() {
  local line=; name=${moments[$1]-}
  [[ -z $name ]] || return 0
  if [[ $1 == *.gz ]]; then IFS= read -r -N 40 line < <(exec gzip -dc -- "$1")
  else { IFS= read -r -N 40 line < "$1"; } 2>/dev/null; fi
  if [[ $line =~ ^([0-9-]{10}T[0-9:]{8})([.]([0-9]+))? ]]; then
    name=${BASH_REMATCH[3]}000000000; name=${BASH_REMATCH[1]}.${name:0:9}
  elif [[ -n $line ]]; then printf -v name '%(%Y-%m-%dT%H:%M:%S)T %s' "$(stat -Lc %Y -- "$1")" "$1" 2>/dev/null; fi
  [[ $1 != *.gz ]] || moments[$1]=$name
}
# The first old file after $seen: $found is its path, $name its name.
old() {
  local f now= form best= at=
  name=
  if [[ $kind == pods ]]; then
    find_current; [[ -z $current ]] || container_name "$current"; now=$name
    for f in "$log"*/kube-apiserver/*.log "$log"*/kube-apiserver/*.log.[0-9]*[0-9] "$log"*/kube-apiserver/*.log.[0-9]*.gz /var/lib/kind-audit/output/*/* "$base"${forms[0]}"$ext" "$base"${forms[0]}"$ext".gz; do
      ! [[ $f -ef $current ]] || continue
      container_name "$f"
      if [[ $name > $seen && $name != "$now" && ( -z $best || $name < $best ) ]]; then at=$f best=$name; fi
    done
  else
    for form in "${forms[@]}"; do
      for f in "$base"$form"$ext" "$base"$form"$ext".gz; do
        name=${f%.gz}
        if [[ $name > $seen && ( -z $best || $name < $best ) ]]; then at=$f best=$name; fi
      done
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
open_current() { [[ $kind != beside ]] || return; find_current; found=$current name=; open_found; }
# Opens the next file to read; a failure means that there is none yet.
open_next() {
  if ! old; then
    open_current || return
    # Renamed in this very moment? Then the file that was there before it comes first.
    old || return 0
  fi
  open_found
}
# Whether another file has replaced the one in descriptor 3. Of second servers only one writes at a time; what is
# written to one's log after that was packed or removed is still read, until nothing came for ten seconds.
replaced() {
  [[ -z $packed ]] || return 0
  if [[ $kind == beside ]]; then
    local seen=$own
    old || [[ ! -e $own && $ticks -gt 250 ]]
  else find_current; ! [[ $current -ef $here ]]; fi
}
# Whether $found, whose name is $name, is the file in descriptor 3, or that file packed: no two lines of a log are alike.
is_here() {
  if [[ $kind == pods ]]; then [[ $(identity "$here") == "$name" ]]; return; fi
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
  ticks=0
  if [[ -n $packed ]]; then
    say "file $own $1 -1 $seen"
    head -c "$1" <&3 >/dev/null
  else
    local bytes=-1; replaced || bytes=$(size)
    say "file $(identity "$here") $1 $bytes $seen"
    (( $1 == 0 )) || tail -c +$(( $1 + 1 )) <&3
  fi
  while :; do
    if pump; then ticks=0 pause=0.04; elif [[ $kind == beside && $ticks -gt 250 ]]; then pause=0.2; fi
    if replaced; then pump; copied || finished; return; fi
    over_once
    wait_a_bit
    if (( ++ticks % 25 == 0 )) && shrunk; then say shorter; return; fi
  done
}

# Passes over old files up to a name. What was named when it began may hold what is later than its name.
pass_over() {
  before=
  while old && ! [[ $name > $1 ]]; do before=$seen seen=$name; done
  [[ $kind != beside ]] || seen=$before
}
start_last() {
  while :; do
    pass_over '~'
    # There may be old files only.
    if ! open_current; then seen=$before; old && open_found || return; break; fi
    old || break
  done
  local bytes; bytes=$(size)
  read_on $(( bytes > $1 ? bytes - $1 : 0 ))
}
start_resume() {
  seen=$3
  # Nothing was read of the file after that one.
  [[ $1 != none && ! ( $kind == pods && $2 == 0 ) ]] || return
  local try bytes
  for try in 1 2 3; do
    if old && [[ $found == *.gz && $kind != pods || $(identity "$found") == "$1" ]]; then open_found || continue
    else open_current || continue; fi
    if [[ -n $packed ]]; then ! is_gap || break; read_on "$2"; return; fi
    [[ $(identity "$here") == "$1" ]] || continue
    bytes=$(size)
    # The newline before a line of this program may have come without that line.
    if (( bytes + 1 < $2 )); then say shorter; read_on 0; else read_on $(( bytes < $2 ? bytes : $2 )); fi
    return
  done
  unsure=1
}

[[ -z $manifest ]] || moved
case $1 in
last) start_last "$2" ;;
after) pass_over "$2" ;;
resume) start_resume "$2" "$3" "$4" ;;
esac
while :; do
  if open_next; then
    absent=0
    if [[ -n $unsure ]] || is_gap; then say lost; fi
    unsure= start=$from from=0 pause=0.04
    read_on "$start"
    continue
  fi
  (( ++absent > 1 )) || say "file none 0 0 $seen"
  if [[ $kind == beside ]]; then pause=0.2
  # What is kept of containers that are gone is a log as well.
  elif [[ $mode == once ]]; then [[ $kind == pods && -n $seen ]] || say missing
  # Between the two steps of a rotation there is no log for a moment.
  elif (( absent == 25 )); then say missing; fi
  over_once
  wait_a_bit
done
