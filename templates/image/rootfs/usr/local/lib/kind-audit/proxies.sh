# The proxies that kind gives to the container, passed on to what systemd starts: the runtime pulls through them.
# shellcheck shell=bash

prepare_proxies() {
  local name settings=/run/systemd/system.conf.d/proxies.conf
  mkdir -p "${settings%/*}"
  echo '[Manager]' >"$settings"
  for name in {HTTP,HTTPS,NO}_PROXY {http,https,no}_proxy; do
    if [[ -n ${!name:-} ]]; then
      # A percent sign means something else to systemd.
      echo "DefaultEnvironment=\"$name=${!name//%/%%}\"" >>"$settings"
    fi
  done
}
