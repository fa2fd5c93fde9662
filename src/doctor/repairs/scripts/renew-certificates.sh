# Makes certificates and kubeconfigs again, as kubeadm does: $1 the folder for the old ones, then pairs of name and phase.
# shellcheck shell=bash
# A name is such as "etcd/server" or "admin.conf".
# What kubeadm cannot make is put back.

kept=$1; shift
mkdir --parents "$kept" || exit
while test $# -gt 1; do
  case $1 in
    *.conf) files=("/etc/kubernetes/$1") ;;
    *) files=("/etc/kubernetes/pki/$1.crt" "/etc/kubernetes/pki/$1.key") ;;
  esac
  for file in "${files[@]}"; do if test -e "$file"; then mv --no-clobber -- "$file" "$kept/${file//\//_}" || exit; fi; done
  # shellcheck disable=SC2086 # a phase has two words
  if ! kubeadm init phase $2 --config /kind/kubeadm.conf >&2; then
    for file in "${files[@]}"; do if test -e "$kept/${file//\//_}"; then mv -- "$kept/${file//\//_}" "$file"; fi; done
    exit 1
  fi
  shift 2
done
