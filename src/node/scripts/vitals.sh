# Prints what an API server depends on in its node: $1 its manifest, $2 the log in the node, $3 the kubeconfig.
# shellcheck shell=bash
# shellcheck disable=SC2012 # the newest by time; the names are the kubelet's
# Only reads. Each part may be missing: then its section is empty.

manifest=$1 log=$2 kubeconfig=$3
section() { printf '\n== %s\n' "$1"; }
ends() { openssl x509 -noout -enddate 2>/dev/null | cut -d = -f 2; }
section units
for unit in containerd kubelet; do
  state=$(timeout 3 systemctl is-active "$unit" 2>/dev/null)
  shown=$(timeout 3 systemctl show --property NRestarts,MainPID "$unit" 2>/dev/null)
  pid=$(sed -n 's/^MainPID=//p' <<< "$shown")
  printf '%s\t%s\t%s\t%s\n' "$unit" "$state" "$(sed -n 's/^NRestarts=//p' <<< "$shown")" "$(ps -o etimes= -p "$pid" 2>/dev/null)"
done
# Those of the network of pods are no addresses of the node.
section addresses
ip -oneline address show scope global 2>/dev/null | awk '$2 !~ /^(cni|veth|cali|flannel|kube|docker|br-|lo)/ { sub("/.*", "", $4); print $4 }'
# As the node's image notes it at every start.
section start; cat /kind/address /kind/old-ipv4 2>/dev/null | head -n 1
section now; date +%s
section certificates
cd /etc/kubernetes/pki 2>/dev/null && for name in ca apiserver apiserver-kubelet-client apiserver-etcd-client front-proxy-ca front-proxy-client \
  etcd/ca etcd/server etcd/peer etcd/healthcheck-client; do
  printf '%s\t%s\t%s\n' "$name" "$(test -e "$name.crt" && echo yes)" "$(ends < "$name.crt" 2>/dev/null)"
done
for name in admin controller-manager scheduler; do
  file=/etc/kubernetes/$name.conf
  test -s "$file" && grep -q client-certificate-data "$file" &&
    printf '%s\tyes\t%s\n' "$name.conf" "$(awk '/client-certificate-data/ { print $2 }' "$file" | base64 --decode 2>/dev/null | ends)"
done
section etcd; pgrep --exact etcd
section servers
for pid in $(pgrep --exact kube-apiserver); do
  awk -v pid="$pid" -v uptime="$(cut -d ' ' -f 1 /proc/uptime)" -v hertz="$(getconf CLK_TCK)" '{ print pid "\t" uptime - $22 / hertz }' "/proc/$pid/stat" 2>/dev/null
done
section changed; stat --dereference --format %Z -- "$manifest" 2>/dev/null
section port; ss --no-header --listening --tcp --numeric --processes 'sport = :6443' 2>/dev/null | grep -o 'users:.*'
section readyz; timeout 6 kubectl --kubeconfig "$kubeconfig" --server "https://$(hostname):6443" --request-timeout 4s get --raw '/readyz?verbose' 2>&1 | tail -n 60 | cut --characters 1-500
# Lines of the kubelet from before this start of the node, or from before a manifest was put into place, explain nothing.
started=$(($(date +%s) - $(ps -o etimes= -p 1 2>/dev/null || echo 0)))
journal=$(timeout 4 journalctl --unit kubelet --boot --no-pager --output short-unix --since "@$started" --lines 2000 2>/dev/null | cut --characters 1-1500)
# Lines since the later of some moments, in seconds since 1970.
fresh() {
  local since
  since=$(printf '%s\n' 0 "$@" | sort --numeric-sort | tail -n 1)
  awk -v since="$since" '$1 + 0 >= since + 0' <<< "$journal" | sed 's/^[^ ]* [^ ]* [^ ]*: //'
}
section kubelet; fresh "$started" | grep -E '"command failed"|failed to run Kubelet|failed to load [kK]ubelet|no space left|too many open files|no inotify' | tail -n 3
# The kubelet reads every file again after 20 seconds: a fault that it has not repeated since is gone.
section faults
recent=$(($(date +%s) - 45))
for file in /etc/kubernetes/manifests/*; do
  line=$(fresh "$recent" "$(stat --dereference --format %.9Z -- "$file" 2>/dev/null)" | grep --fixed-strings -- "$file" | grep -E 'process manifest file|process config file' | tail -n 1)
  test -n "$line" && printf '%s\t%s\n' "${file##*/}" "$line"
done
section pod; fresh "$(stat --dereference --format %Z -- "$manifest" 2>/dev/null)" | grep kube-apiserver | grep -E 'back-off [0-9a-z]+ restarting' | tail -n 1
section etcd-wait; fresh "$recent" | grep -E 'back-off [0-9a-z]+ restarting failed container=etcd' | tail -n 1
section file; stat --dereference --format '%d:%i' -- "$log" 2>/dev/null
section open
for pid in $(pgrep --exact kube-apiserver); do
  for fd in "/proc/$pid/fd/"*; do
    [[ $(readlink "$fd") == /* ]] && test -f "$fd" && grep -q '^flags:.*[12]$' "/proc/$pid/fdinfo/${fd##*/}" 2>/dev/null &&
      printf '%s\t%s\t%s\t%s\n' "$pid" "${fd##*/}" "$(stat --dereference --format '%d:%i' "$fd")" "$(readlink "$fd")"
  done
done
# Opens it, and writes nothing.
section append; if test -f "$log"; then { true >> "$log"; } 2>&1 | sed 's/.*: //'; fi
section attributes; lsattr -d -- "$log" "$(dirname "$log")" 2>/dev/null | awk '{ print $1 "\t" $2 }'
section refused
newest=$(ls -t /var/log/pods/kube-system_kube-apiserver-*/kube-apiserver/*.log 2>/dev/null | head -n 1)
test -n "$newest" && tail --bytes 1048576 -- "$newest" | grep -o "Error in audit plugin '[a-z]*' affecting .*" | tail -n 1 | cut --characters 1-500
true
