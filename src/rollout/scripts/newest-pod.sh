# Prints the newest log folder of a static pod in kube-system: $1 the pod's name.
# shellcheck shell=bash
# shellcheck disable=SC2012 # the newest by time; the names are the kubelet's

ls -dt /var/log/pods/kube-system_"$1"-* 2>/dev/null | head -n 1
