# Asks the node's own API server whether it is ready: $1 the kubeconfig; exit 0 when it is.
# shellcheck shell=bash

kubectl --kubeconfig "$1" --server "https://$(hostname):6443" --request-timeout 5s get --raw /readyz
