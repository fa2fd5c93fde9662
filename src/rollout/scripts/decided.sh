# Prints how many requests a server's audit policy has decided, by level: $1 the kubeconfig, $2 the server's address and port.
# shellcheck shell=bash

set -o pipefail
kubectl --kubeconfig "$1" --server "https://$2" --tls-server-name kubernetes --request-timeout 10s get --raw /metrics |
  { grep '^apiserver_audit_level_total' || true; }
