# The node's address: an engine may give another one at the next start. Then every file that holds
# the old one is rewritten, and certificates that name it are made again.
# shellcheck shell=bash

address_file=/kind/address

prepare_address() {
  local now before=''
  now=$(getent ahostsv4 "$(hostname)" | awk '{ print $1; exit }')
  [[ -n $now ]] || return 0
  [[ -f $address_file ]] && before=$(<$address_file)
  if [[ -n $before && $before != "$now" ]]; then
    echo "node: the address changed from $before to $now"
    rewrite_address "$before" "$now"
    renew_certificates
  fi
  # Written last: what was interrupted starts over.
  echo "$now" >$address_file
}

rewrite_address() {
  local before=${1//./\\.} now=$2 file
  for file in /etc/kubernetes/manifests/*.yaml /etc/kubernetes/*.conf /kind/kubeadm.conf \
    /var/lib/kubelet/kubeadm-flags.env /var/lib/kubelet/config.yaml; do
    if [[ -f $file ]] && grep -q "$before" "$file"; then
      # Twice, because two addresses next to each other share the character between them.
      sed -E -i "s/(^|[^0-9.])$before([^0-9.]|\$)/\1$now\2/g; s/(^|[^0-9.])$before([^0-9.]|\$)/\1$now\2/g" "$file"
    fi
  done
}

# Only a control plane has certificates with its address in them, and the keys to sign new ones.
renew_certificates() {
  local pki=/etc/kubernetes/pki phase
  [[ -f $pki/ca.key ]] || return 0
  for phase in apiserver etcd-server etcd-peer; do
    [[ -f $pki/${phase/-//}.key ]] || continue
    rm -f "$pki/${phase/-//}".{crt,key}
    kubeadm init phase certs $phase --config=/kind/kubeadm.conf
  done
  # Read by etcd-address.service once etcd runs again.
  if [[ -f $pki/etcd/peer.key ]]; then
    touch /run/etcd-address-changed
  fi
}
