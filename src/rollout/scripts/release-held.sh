# Waits until no server listens at a port any more, then lets go what is held of it: $1 the table, $2 the port, $3 seconds at most.
# shellcheck shell=bash
# A server that stops closes its port in the moment in which it says to its clients that their connections end.

listens() { (: < "/dev/tcp/127.0.0.1/$1") 2> /dev/null; }
for _ in $(seq $(($3 * 20))); do
  listens "$2" || break
  sleep 0.05
done
sleep 0.2
nft delete element inet "$1" held "{ $2 }" 2> /dev/null
# The kernel sends a connection where an earlier one from the same port went, if it still remembers that one: past the redirect.
# So what it remembers of ended connections to this server is forgotten until there is a server again.
for _ in $(seq 60); do
  listens "$2" && break
  for address in $(hostname --all-ip-addresses); do
    case $address in *:*) family=ipv6 ;; *) family=ipv4 ;; esac
    for state in TIME_WAIT CLOSE LAST_ACK; do
      conntrack -D -f "$family" -p tcp --reply-src "$address" --reply-port-src "$2" --state "$state" > /dev/null 2>&1
    done
  done
  sleep 0.5
done
exit 0
