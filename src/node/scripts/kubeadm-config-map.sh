# Reads or changes kubeadm's ConfigMap through the node's own API server: $1 the kubeconfig, $2 a folder to keep it in.
# shellcheck shell=bash
# Without a folder it is printed as JSON. With one its ClusterConfiguration is kept there as it is, and then changed by the
# patch on standard input, which is refused where the ConfigMap has changed since the resourceVersion in the patch.

set -e
umask 077
ask() { kubectl --kubeconfig "$kubeconfig" --server "https://$(hostname):6443" --request-timeout 10s "$1" configmap kubeadm-config --namespace kube-system "${@:2}"; }
kubeconfig=$1
if test -z "${2:-}"; then ask get --output json; exit; fi
mkdir --parents "$2"
ask get --output 'jsonpath={.data.ClusterConfiguration}' > "$2/ClusterConfiguration.yaml"
ask patch --type merge --patch-file /dev/stdin
