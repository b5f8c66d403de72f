#!/bin/sh
# Which of two clients gets a file out of which networks: FTPNAT_JAR names ftpnat.jar. FTPNAT_OPTIONS are further settings:
# where there is no kernel network, `--attachment loopback`, since lftp knows no SOCKS.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
seq 1 5000 >"$work/report.csv"
# shellcheck disable=SC2086  # several words
matrix() { java -jar "$FTPNAT_JAR" matrix ${FTPNAT_OPTIONS:-} "$@"; }

# curl takes EPSV first, and of 227 only the port. What is left are networks that open no port for it.
matrix --name curl --get "$work/report.csv" --expect curl-expected.txt --report "$work/curl" --fail-within 9s \
  --scenarios DIRECT,PRIVATE_IP_PASV,EPSV_ONLY,TLS_BLOCKED_ALG,DOUBLE_NAT \
  -- curl -q -sS -m 5 -u '{user}:{password}' 'ftp://{host}:{port}/report.csv'

# lftp goes to TLS by itself. It asks for PASV first, and this one may try only once.
matrix --name lftp --get "$work/report.csv" --expect lftp-expected.txt --report "$work/lftp" --fail-within 9s \
  --scenarios DIRECT,PRIVATE_IP_PASV,EPSV_ONLY,TLS_BLOCKED_ALG,DOUBLE_NAT \
  -- lftp -c 'set ssl:ca-file {ca_file}; set net:max-retries 1; set net:timeout 3; set net:reconnect-interval-base 1;
    open -u {user},{password} -p {port} {host}; get report.csv -o {work}/report.csv'

# One that says nothing of its failure is found out all the same.
if matrix --name silent --report "$work/silent" --scenarios EPSV_ONLY --tls none \
  -- sh -c 'curl -q -s -m 5 --disable-epsv -u {user}:{password} ftp://{host}:{port}/ || true'; then
  echo "nobody noticed" >&2
  exit 1
fi
grep -q 'silently wrong' "$work/silent/junit.xml"
echo "2 passed, 0 failed"
