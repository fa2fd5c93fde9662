#!/bin/bash
# Puts the node's file tree together: the base, our own files, and the programs that run outside pods.
# node.sh ROOT BASE.tar ROOTFS BIN VERSION PAUSE_IMAGE NET_IMAGE
set -o errexit -o nounset -o pipefail
umask 022
root=$1 base=$2 rootfs=$3 bin=$4 version=$5 pause_image=$6 net_image=$7

rm -rf --one-file-system "$root"
mkdir -p "$root"
tar --extract --numeric-owner --file="$base" --directory="$root"

# Only what a node needs starts: the runtime, the kubelet, and the journal.
units=$root/etc/systemd/system
rm -rf "${units:?}"/*
for unit in getty.target systemd-logind.service systemd-udevd.service systemd-udev-trigger.service \
  systemd-udevd-control.socket systemd-udevd-kernel.socket systemd-update-utmp.service \
  systemd-remount-fs.service systemd-sysctl.service systemd-tmpfiles-setup-dev.service \
  systemd-tmpfiles-setup-dev-early.service systemd-tmpfiles-clean.timer systemd-firstboot.service \
  systemd-machine-id-commit.service systemd-random-seed.service systemd-modules-load.service \
  systemd-user-sessions.service systemd-sysusers.service systemd-journal-flush.service \
  systemd-binfmt.service systemd-ask-password-console.path systemd-ask-password-wall.path \
  systemd-journal-catalog-update.service systemd-update-done.service ldconfig.service \
  kmod-static-nodes.service dev-hugepages.mount dev-mqueue.mount sys-kernel-debug.mount \
  sys-kernel-tracing.mount sys-kernel-config.mount sys-fs-fuse-connections.mount \
  systemd-creds.socket systemd-sysext.socket systemd-hostnamed.socket systemd-initctl.socket \
  proc-sys-fs-binfmt_misc.automount remote-fs.target swap.target timers.target; do
  ln -s /dev/null "$units/$unit"
done
mkdir -p "$units/multi-user.target.wants"
ln -s ../containerd.service ../kubelet.service ../etcd-address.service "$units/multi-user.target.wants/"
ln -sf /usr/lib/systemd/system/multi-user.target "$units/default.target"

cp -R --no-preserve=ownership "$rootfs/." "$root/"
sed -i "s|@PAUSE_IMAGE@|$pause_image|" "$root/etc/containerd/config.toml"
sed -i "s|@NET_IMAGE@|$net_image|" "$root/kind/manifests/default-cni.yaml"
# File modes do not survive every way a package travels.
chmod -R u=rwX,go=rX "$root"/{etc/containerd,etc/systemd,etc/sysctl.d,kind,usr/local}
chmod 0755 "$root/usr/local/bin/entrypoint"
for program in kubeadm kubelet kubectl; do
  install -m 0755 "$bin/$program" "$root/usr/bin/$program"
done
mkdir -p "$root"/etc/{kubernetes/manifests,cni/net.d} "$root/var/lib/kubelet"
printf '%s' "$version" >"$root/kind/version"
