# Asks an API server whether it is ready: $1 its address and port; exit 0 when it is.
# shellcheck shell=bash

test "$(curl --silent --insecure --max-time 5 "https://$1/readyz")" = ok
