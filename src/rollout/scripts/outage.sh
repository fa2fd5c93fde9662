# Prints for how many milliseconds an API server does not answer: $1 its address and port, $2 seconds until it gives up.
# shellcheck shell=bash
# From the last answer before the gap to the first after it. Without a gap it ends when the time is over.

answers() { test "$(curl --silent --insecure --max-time 1 "https://$1/readyz")" = ok; }
now() { echo $(($(date +%s%N) / 1000000)); }
end=$(($(now) + $2 * 1000)) last=$(now) down=no
while test "$(now)" -lt "$end"; do
  if answers "$1"; then
    test "$down" = yes && { echo $(($(now) - last)); exit 0; }
    last=$(now)
  else down=yes; fi
  sleep 0.1
done
exit 1
