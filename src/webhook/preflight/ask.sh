# Asks a webhook from the node as the API server does, with an empty list: $1 the URL, $2 and $3 its host and port, $4 another name or "".
# shellcheck shell=bash
# $5 seconds. Standard input: authorities, certificate and key, each in base64 on a line, which is empty for none. Prints sections.

umask 077
folder=$(mktemp --directory /run/kind-audit-ask.XXXXXX) || exit 1
trap 'rm -rf "$folder"' EXIT
for name in ca.crt client.crt client.key; do
  read -r line || line=
  printf %s "$line" | base64 --decode > "$folder/$name"
done
name=${4:-$2} options=() url=$1
test -s "$folder/ca.crt" && options+=(--cacert "$folder/ca.crt")
test -s "$folder/client.crt" && options+=(--cert "$folder/client.crt" --key "$folder/client.key")
if test -n "$4"; then
  options+=(--connect-to "$4:$3:$2:$3" --header "Host: $2:$3")
  url=${url/"$2"/"$4"}
fi
body='{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[]}'
echo "== answer"
curl --silent --output /dev/null --max-time "$5" --data-binary "$body" --header 'Content-Type: application/json' "${options[@]}" \
  --write-out 'exit %{exitcode}\nstatus %{http_code}\nredirect %{redirect_url}\nwords %{errormsg}\n' -- "$url?timeout=30s"
echo "== now"
date +%s
echo "== certificate"
case $1 in https:*)
  timeout "$5" openssl s_client -connect "$2:$3" -servername "$name" < /dev/null 2> /dev/null |
    sed -n '/-----BEGIN CERT/,/-----END CERT/p' | base64 --wrap 0
  echo
  ;;
esac
