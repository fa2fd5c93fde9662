# Names: the engine answers them on 127.0.0.11, which is another place inside a pod. The gateway's
# address means the same to node and pods, so queries to it are sent to the engine's server.
# shellcheck shell=bash

engine_resolver=127.0.0.11

prepare_resolver() {
  local gateway tool udp tcp
  gateway=$(ip -4 route show default | awk '{ print $3; exit }')
  [[ -n $gateway ]] || return 0
  # The engine may speak either dialect of iptables; its rules are seen only in its own.
  for tool in iptables-nft iptables-legacy; do
    udp=$(engine_port $tool udp)
    tcp=$(engine_port $tool tcp)
    if [[ -n $udp && -n $tcp ]]; then
      send_queries "$tool" "$gateway" udp "$udp"
      send_queries "$tool" "$gateway" tcp "$tcp"
      write_resolv_conf "$gateway"
      return
    fi
  done
}

# engine_port prints the port that 127.0.0.11:53 leads to; nothing where there is none.
engine_port() {
  "$1" -w -t nat -S DOCKER_OUTPUT 2>/dev/null |
    sed -n "s/.* -p $2 .*--to-destination $engine_resolver:\([0-9]*\).*/\1/p" | head -n 1 || true
}

send_queries() {
  local chain
  for chain in OUTPUT PREROUTING; do
    "$1" -w -t nat -A $chain -d "$2/32" -p "$3" --dport 53 -j DNAT --to-destination "$engine_resolver:$4"
  done
}

# The engine wrote the file for this start or left our own from the last; both are fixed in
# place, because the file is a mount.
write_resolv_conf() {
  local text
  text=$(sed '/^nameserver /d; /^#/d' /etc/resolv.conf)
  if [[ -n ${KIND_DNS_SEARCH:-} ]]; then
    text=$(sed '/^search /d' <<<"$text")$'\n'"search $KIND_DNS_SEARCH"
  fi
  printf 'nameserver %s\n%s\n' "$1" "$text" >/etc/resolv.conf
}
