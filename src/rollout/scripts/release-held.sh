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
exit 0
