#!/bin/bash
# Makes the one layer of each component image: OUT/NAME.tar.gz, with the digest of the plain tar in OUT/NAME.sha256.
# layers.sh OUT WORKDIR ROOT BIN
set -o errexit -o nounset -o pipefail
umask 022
out=$1 work=$2 root=$3 bin=$4

rm -rf --one-file-system "$work"
mkdir -p "$out" "$work"

# put FROM TO: a program into the tree being made.
put() { install -D -m 0755 "$bin/$1" "$work/$2"; }

# take FILE…: programs of the node's tree, and the libraries they load, under the same paths.
take() {
  {
    printf '%s\n' "$@"
    chroot "$root" ldd "$@" 2>/dev/null | grep -o '/[^ :)]*' || true
  } | sort -u | sed 's|^|.|' |
    tar --create --dereference --directory="$root" --files-from=- | tar --extract --directory="$work"
}

# pack NAME: the tree becomes a layer.
pack() {
  tar --create --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --directory="$work" . >"$out/$1.tar"
  sha256sum <"$out/$1.tar" | cut -d ' ' -f 1 >"$out/$1.sha256" &
  chroot "$root" pigz -1 -n <"$out/$1.tar" >"$out/$1.tar.gz"
  wait
  rm -rf --one-file-system "$work" "$out/$1.tar"
  mkdir -p "$work"
}

for name in kube-apiserver kube-controller-manager kube-scheduler; do
  put $name usr/local/bin/$name
  pack $name
done

put server usr/local/bin/etcd
pack etcd

put coredns coredns
pack coredns

put pause pause
pack pause

# merged: the short names of folders, as Debian has them.
merged() {
  local name
  for name in "$@"; do
    mkdir -p "$work/usr/$name"
    ln -s "usr/$name" "$work/$name"
  done
}

# kube-proxy and the pod network share one layer: both write firewall rules.
merged bin lib lib64 sbin
mkdir -p "$work/run"
mapfile -t extensions < <(chroot "$root" find /usr/lib -path '*/xtables/*.so')
take /usr/sbin/{xtables-nft-multi,nft,conntrack} /usr/bin/kmod "${extensions[@]}"
for name in {iptables,ip6tables}{,-save,-restore}; do
  ln -s xtables-nft-multi "$work/usr/sbin/$name"
done
ln -s ../bin/kmod "$work/usr/sbin/modprobe"
put kube-proxy usr/local/bin/kube-proxy
put net usr/local/bin/kind-audit-net
pack network

# The load balancer is started by a line of bash that writes and moves files.
merged bin lib lib64
mkdir -p "$work"/{home,tmp}
take /usr/bin/{bash,sh,cat,chmod,cp,mkdir,mv,sleep}
put envoy usr/local/bin/envoy
pack load-balancer
