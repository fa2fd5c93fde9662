#!/bin/bash
# Makes the Debian base of the node image as one tar file.
# base.sh FOLDER MIRROR RELEASE PACKAGE,PACKAGE,…  leaves FOLDER/base.tar
# Runs in namespaces of its own (see the caller), so that no mount and no process outlives it.
set -o errexit -o nounset -o pipefail
umask 022
# The first process of a namespace obeys only what it has asked for.
trap 'exit 143' TERM
root=$1/root output=$1/base.tar mirror=$2 release=$3 packages=$4

rm -rf --one-file-system "$root"
mkdir -p "$root"
debootstrap --force-check-gpg --variant=minbase --include="$packages" "$release" "$root" "$mirror"

# A node needs no manuals, no translations, and no package files.
rm -rf "$root"/usr/share/{doc,man,info,lintian,bug,locale,bash-completion,zsh} \
  "$root"/var/cache/{apt,debconf}/* "$root"/var/lib/apt/lists/* "$root"/var/log/*

# CNI plugins where everybody looks for them, and only those that a node network uses.
mkdir -p "$root/opt/cni/bin"
for plugin in bridge host-local loopback portmap ptp; do
  mv "$root/usr/lib/cni/$plugin" "$root/opt/cni/bin/"
done
rm -rf "$root/usr/lib/cni"

# What the engine or the first start writes.
: >"$root/etc/machine-id"
rm -f "$root/etc/hostname" "$root/etc/resolv.conf"

tar --create --one-file-system --numeric-owner --file="$output" --directory="$root" .
rm -rf --one-file-system "$root"
