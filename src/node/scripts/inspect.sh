# Looks into a node for many checks with one command, since each command in a node takes a while.
# shellcheck shell=bash
# shellcheck disable=SC2012 # the newest by time; the names are the kubelet's
#   $1  the policy in the node
#   $2  the log in the node
#   $3  the policy in the API server's container
#   $4  bytes of the largest policy that is read
#   $5  the usual log, $6 the log beside which containers' output is kept; then the pod's hostPaths
# Only reads. Texts are printed as base64, so that no content can look like a section.

policy=$1 log=$2 inside=$3 largest=$4 usual=$5 kept=$6; shift 6
section() { printf '\n== %s\n' "$1"; }
describe() { stat --dereference --format '%F|%s|%Y|%h' -- "$1" 2>/dev/null || echo '|0|0|1'; }
section now; date +%s.%N
section version; cat /kind/version 2>/dev/null
section kubeadm; base64 --wrap 0 /kind/kubeadm.conf 2>/dev/null
section manifests
for file in /etc/kubernetes/manifests/*; do
  test -f "$file" && test "$(stat --dereference --format %s -- "$file")" -le 1048576 &&
    printf '%s\t%s\n' "${file##*/}" "$(base64 --wrap 0 -- "$file")"
done
section mounts
awk '$5 !~ "^/(proc|sys|dev|run|var/lib/(kubelet|containerd))(/|$)" { print $4 "\t" $5 "\t" $6 }' /proc/self/mountinfo
# A part of a policy is another policy: it is read whole, or not at all.
section policy; test -f "$policy" && test "$(stat --dereference --format %s -- "$policy")" -le "$largest" && base64 --wrap 0 -- "$policy"
pid=$(pgrep --newest --exact kube-apiserver)
if test -n "$pid"; then
  section server; echo "$pid"
  awk -v uptime="$(cut -d ' ' -f 1 /proc/uptime)" -v hertz="$(getconf CLK_TCK)" '{ print uptime - $22 / hertz }' "/proc/$pid/stat"
  section arguments; tr '\0' '\n' < "/proc/$pid/cmdline"
  section seen; describe "/proc/$pid/root$inside"
  test -f "/proc/$pid/root$inside" && sha256sum < "/proc/$pid/root$inside" | cut --characters 1-64
fi
section recent
if test -f "$log"; then
  size=$(stat --format %s -- "$log"); test "$size" -gt 1048576 && size=1048576
  echo "$size"
  tail --bytes "$size" -- "$log" | grep --only-matching --max-count 1 '"stageTimestamp":"[^"]*"' | head -n 1 | cut -d '"' -f 4
fi
# Logs that no server writes or removes any more.
section former
{
  find "$(dirname "$kept")" -maxdepth 1 -type f -name "$(basename "$kept" .log)-[0-9]*.log*" -printf '%s\n'
  test "$log" -ef "$usual" || test "$log" = "$usual" ||
    find "$(dirname "$usual")" -maxdepth 1 -type f -name "$(basename "$usual" .log)*.log*" -printf '%s\n'
} 2>/dev/null | awk '{ bytes += $1 } END { if (NR > 0) printf "%d\n%.0f\n", NR, bytes }'
section writable; test -w "$(dirname "$log")" && echo yes || echo no
section disks
df -P -k "$(dirname "$log")" /var /etc/kubernetes 2>/dev/null | awk 'NR > 1 { print $6 "\t" $4 "\t" $5 }' | sort --unique
section inotify; cat /proc/sys/fs/inotify/max_user_instances /proc/sys/fs/inotify/max_user_watches
section cgroup; stat --file-system --format %T /sys/fs/cgroup
section kubelet; grep failCgroupV1 /var/lib/kubelet/config.yaml 2>/dev/null
section lenient
newest=$(ls -t /var/log/pods/kube-system_kube-apiserver-*/kube-apiserver/*.log 2>/dev/null | head -n 1)
test -n "$newest" && head --bytes 1048576 -- "$newest" | grep --max-count 1 'lenient decoding' | cut --characters 1-2000
section paths
for path in "$@"; do printf '%s\t%s\n' "$path" "$(stat --dereference --format %F -- "$path" 2>/dev/null)"; done
true
