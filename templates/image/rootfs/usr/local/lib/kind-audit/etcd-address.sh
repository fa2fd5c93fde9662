#!/bin/bash
# Gives the members of etcd the new address of this one, after it has changed. Until then the
# others cannot reach it; it reaches them, so it can be announced from here.
set -o errexit -o nounset -o pipefail

pki=/etc/kubernetes/pki/etcd
address=$(</kind/address)

ask() {
  curl --silent --fail --max-time 5 --cacert $pki/ca.crt --cert $pki/peer.crt --key $pki/peer.key \
    --data "$2" "https://127.0.0.1:2379/v3/cluster/member/$1"
}

for _ in {1..120}; do
  if members=$(ask list '{}') &&
    change=$(jq --compact-output --exit-status --arg name "$(hostname)" --arg url "https://$address:2380" \
      '.members[] | select(.name == $name) | {ID, peerURLs: [$url]}' <<<"$members") &&
    ask update "$change" >/dev/null; then
    echo "etcd knows this member at $address"
    exit 0
  fi
  sleep 1
done
echo 'etcd did not accept the new address' >&2
exit 1
