#!/bin/bash
# Gives a file tree to the engine as an image.
# import.sh ROOT REFERENCE
set -o errexit -o nounset -o pipefail
umask 022
tar --create --numeric-owner --directory="$1" . | docker import - "$2"
