# Prints the state of the API server, read from the node's logs: $1 its manifest, $2 its pod's name.
# shellcheck shell=bash
# shellcheck disable=SC2012 # the newest by time; the names are the kubelet's
# Each run of a static pod's container writes to a file of its own, named by the number of restarts.
# Prints "run N" for the newest and, for the one or two newest, the last lines that report an end as "end …"; then
# what keeps the kubelet from starting it as "kubelet …". Without a manifest there is nothing to start yet. What is older
# than the manifest, or than this start of the node, is about another pod; an end before a run that lasts explains nothing.

test -f "$1" || exit 0
changed=$(stat --dereference --format %Z -- "$1")
started=$(($(date +%s) - $(ps -o etimes= -p 1 2>/dev/null || echo 0)))
newest=$(cd /var/log/pods 2>/dev/null && ls -dtr kube-system_"$2"-*/kube-apiserver/*.log 2>/dev/null | tail -n 2 |
  while read -r file; do test "$(stat --format %Y -- "$file")" -ge "$changed" && echo "/var/log/pods/$file"; done)
ends() { tail -n 200 "$1" | grep -E '"command failed"|Error: |panic: |F[0-9]{4} ' | tail -n 3 | sed 's/^/end /'; }
last=$(printf '%s\n' "$newest" | tail -n 1)
test -n "$newest" && echo "run $(basename "$last" .log)"
age=$(ps -o etimes= -p "$(pgrep --newest --exact kube-apiserver || echo 0)" 2>/dev/null || echo 0)
# The newest process may be that of the first server, where the one that is asked about has just ended.
test "$2" = kube-apiserver || age=0
for file in $newest; do test "$file" != "$last" -a "$age" -gt 30 || ends "$file"; done
test "$started" -gt "$changed" && changed=$started
journalctl --unit kubelet --boot --no-pager --output cat --since "@$changed" --lines 400 2>/dev/null |
  grep --fixed-strings -- "$2" | grep -E 'hostPath type check failed|CreateContainerError|CreateContainerConfigError|RunContainerError|invalid pod' |
  tail -n 1 | sed 's/^/kubelet /'
