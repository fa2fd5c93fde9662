# Changes kubeadm's ConfigMap by the patch on standard input: $1 the kubeconfig.
# shellcheck shell=bash

kubectl --kubeconfig "$1" --server "https://$(hostname):6443" --request-timeout 10s \
  patch configmap kubeadm-config --namespace kube-system --type merge --patch-file /dev/stdin
