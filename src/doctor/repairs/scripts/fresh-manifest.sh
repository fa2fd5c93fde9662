# Prints the manifest of the API server as kubeadm would write it for this node; no arguments.
# shellcheck shell=bash

export KUBEADM_INIT_DRYRUN_DIR=/etc/kubernetes/.kind-audit-fresh
rm --recursive --force "$KUBEADM_INIT_DRYRUN_DIR"; mkdir "$KUBEADM_INIT_DRYRUN_DIR"
kubeadm init phase control-plane apiserver --config /kind/kubeadm.conf --dry-run >&2 && cat "$KUBEADM_INIT_DRYRUN_DIR/kube-apiserver.yaml"
ended=$?
rm --recursive --force "$KUBEADM_INIT_DRYRUN_DIR"
exit $ended
