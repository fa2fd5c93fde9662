# Asks the node's API server for kubeadm's ConfigMap and its audit metrics: $1 the kubeconfig.
# shellcheck shell=bash

ask() { kubectl --kubeconfig "$kubeconfig" --server "https://$(hostname):6443" --request-timeout 5s get "$@" 2>/dev/null; }
kubeconfig=$1
metrics=$(ask --raw /metrics | grep "^apiserver_audit_")
echo '== kubeadm'; ask configmap kubeadm-config --namespace kube-system --output 'jsonpath={.data.ClusterConfiguration}'
echo; echo '== metrics'; printf '%s\n' "$metrics"
