# Prints what a change needs to know of a node: $1 the manifest, $2 the kubeconfig, then what a change may have left.
# shellcheck shell=bash
# $3 the second server's manifest, $4 the folder, $5 the table of the redirect, $6 the admission policy; $7 the first server's port.

manifest=$1 kubeconfig=$2 second=$3 change=$4 table=$5 policy=$6 port=$7
ask() { kubectl --kubeconfig "$kubeconfig" --server "https://$(hostname):6443" --request-timeout 5s "$@" 2>/dev/null; }
section() { echo; echo "== $1"; }
section manifest; base64 --wrap 0 -- "$manifest" 2>/dev/null
section address; hostname --all-ip-addresses
section memory
awk '/^MemAvailable:/ { print $2 * 1024 }' /proc/meminfo
if test -f /sys/fs/cgroup/memory.max; then
  most=$(cat /sys/fs/cgroup/memory.max)
  test "$most" = max || echo $((most - $(cat /sys/fs/cgroup/memory.current)))
fi
section nft; command -v nft
section ready; curl --silent --insecure --max-time 5 "https://127.0.0.1:$port/readyz"
section second; test -e "$second" && echo there
section change; test -e "$change" && echo there
section redirect; nft list table inet "$table" >/dev/null 2>&1 && echo there
section user
kubectl --kubeconfig "$kubeconfig" config view --raw --output 'jsonpath={.users[0].user.client-certificate-data}' 2>/dev/null |
  base64 --decode 2>/dev/null | openssl x509 -noout -subject -nameopt multiline 2>/dev/null
section service; ask get service kubernetes --namespace default --output 'jsonpath={.spec.clusterIP} {.spec.ports[0].port}'
section admission; ask get --raw /apis/admissionregistration.k8s.io/v1 | grep --only-matching --max-count 1 validatingadmissionpolicies
section kept; ask get validatingadmissionpolicy "$policy" --output name
section nodes; ask get nodes --output 'jsonpath={range .items[*]}{.metadata.name}{"\n"}{end}'
section kubeadm; ask get configmap kubeadm-config --namespace kube-system --output 'jsonpath={.data.ClusterConfiguration}' | base64 --wrap 0
echo
