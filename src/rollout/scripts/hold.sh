# Holds what is sent on kept connections, as standard input says to nft, after $1 seconds.
# shellcheck shell=bash

sleep "$1"
exec nft -f -
