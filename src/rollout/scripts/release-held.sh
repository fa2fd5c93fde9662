# Waits until no server listens at a port any more, then lets go what is held of it: $1 the table, $2 the port, $3 seconds at most.
# shellcheck shell=bash
# Until a server listens there again, the kernel's memory of ended connections to it is cleared.
# A server that stops closes its port in the moment in which it says to its clients that their connections end.

listens() { (: < "/dev/tcp/127.0.0.1/$1") 2> /dev/null; }
for _ in $(seq $(($3 * 20))); do
  listens "$2" || break
  sleep 0.05
done
sleep 0.2
nft delete element inet "$1" held "{ $2 }" 2> /dev/null
# A new connection from a port that conntrack still remembers goes where the earlier one went: past the redirect, to a closed port.
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
