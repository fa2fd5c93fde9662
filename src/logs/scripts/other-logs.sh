# Says which audit logs a node has besides the one that its API server writes now: $1 its kind, $2 its path, $3 the usual log, $4 kept output, $5 pods.
# shellcheck shell=bash
# shellcheck disable=SC2027,SC2231 # patterns of names
#   $1  `file`, or `pods` where the log is the output of containers, whose folders' paths begin with $5
#   $3  where kind-audit has the log be a file; $4  the log beside which containers' output is kept
# Prints `first` where the log itself has a file; then, each where there is one, `beside LOG`, `file LOG`, `pods LOG`, and
# `unread FILE` for the files of other names in the same folders that hold audit events: former logs, or copies.

export LC_ALL=C
shopt -s nullglob
kind=$1 log=$2 usual=$3 kept=$4 pods=$5
three='[0-9][0-9][0-9]'
stamp="[0-9]$three-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]-[0-9][0-9]-[0-9][0-9]"
# Whether a log has files with one of these endings of its name: $1 the log.
has() {
  local base=$1 ext='' form f; shift
  [[ ${base##*/} != *.* ]] || { ext=.${base##*.}; base=${base%.*}; }
  for form in "$@"; do
    for f in "${base}"$form"${ext}" "${base}"$form"${ext}.gz"; do return 0; done
  done
  return 1
}
has_second() { has "$1" "-$stamp,$three" "-$stamp,$three-$stamp.$three"; }
has_file() { [[ -e $1 ]] || has "$1" "-$stamp.$three"; }
# Whether containers have written audit events to their output, or what is kept of it is there.
has_output() {
  local f
  ! has_second "$kept" || return 0
  for f in "$pods"*/kube-apiserver/*.log* /var/lib/kind-audit/output/*/*; do
    if [[ $f == *.gz ]]; then gzip -dc -- "$f"; else cat -- "$f"; fi 2>/dev/null |
      grep --quiet --text --extended-regexp '^[^ ]+ stdout [FP]' && return 0
  done
  return 1
}

if [[ $kind == pods ]]; then
  ! has_output || echo first
  set -- "$usual"
else
  ! has_file "$log" || echo first
  ! has_output || echo "pods $pods"
  set -- "$log" "$usual"
  [[ $log != "$usual" && ! $log -ef $usual ]] || set -- "$log"
fi
for each; do
  ! has_second "$each" || echo "beside $each"
  [[ $kind == file && $each == "$log" ]] || ! has_file "$each" || echo "file $each"
done
# Of each other log one file, by its name without moment.
for folder in "${@%/*}" "${usual%/*}"; do
  find -L "$folder/" -maxdepth 1 -type f ! -name '.*' ! -name '*[[:cntrl:]]*' 2>/dev/null
done | sort --unique | tr --squeeze-repeats / |
  sed --regexp-extended "h; s/\.gz$//; s/-[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}-[0-9]{2}-[0-9]{2}[.,][0-9]{3}//g; G; s/\n/\t/" |
  awk -F '\t' -v known="$log
$usual
$kept" '
  BEGIN { n = split(known, each, "\n"); for (i = 1; i <= n; i++) seen[each[i]] = 1 }
  !($1 in seen) { seen[$1] = 1; print $2 }' | head -n 200 |
  while IFS= read -r file; do
    ! [[ $file -ef $log || $file -ef $usual ]] || continue
    if [[ $file == *.gz ]]; then gzip -dc -- "$file"; else cat -- "$file"; fi 2>/dev/null | head -c 200 |
      grep --quiet --text '"kind":"Event","apiVersion":"audit.k8s.io/' && echo "unread $file"
  done
true
