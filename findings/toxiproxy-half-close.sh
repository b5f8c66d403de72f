#!/bin/sh
# Package:  Go github.com/Shopify/toxiproxy/v2 v2.12.0
# Measured: 2026-11-28
#
# A client sends, ends its direction with shutdown, and reads what the server has to say to it. Through a
# proxy that has no toxic at all, the end of the one direction ends the other too: the client reads the end of
# the connection, and the server's answer goes nowhere. This is how a careful FTPS client ends an upload at
# TLS 1.3: close_notify, shutdown, and then read on until the server's own end, with its session tickets
# before it.
#
# Expected: RFC 9293, 3.6: a direction that is closed leaves the other open. A TCP proxy without toxics
# changes nothing: the documentation of toxiproxy has every toxic as something that is added to one direction,
# and none of this.
#
# Seen, what the client reads after 1000 bytes and its shutdown:
#   direct         b'got 1000'
#   through proxy  b''
#
# Needs: go, python3, ip, unshare with user namespaces.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && GOBIN=$work go install github.com/Shopify/toxiproxy/v2/cmd/server@v2.12.0) >"$work/log" 2>&1 ||
  { cat "$work/log"; echo "not measured: can't build toxiproxy"; exit 2; }
cat >"$work/measure.py" <<'PY'
import json, socket, subprocess, sys, threading, time, urllib.request
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
subprocess.Popen([sys.argv[1] + "/server"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
def serve(connection):
    total = 0
    while data := connection.recv(4096):
        total += len(data)
    time.sleep(0.5)
    connection.sendall(b"got %d" % total)
    connection.close()
def accept(listener):
    while True:
        threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
threading.Thread(target=accept, args=(socket.create_server(("127.0.0.1", 2101)),), daemon=True).start()
proxy = json.dumps({"name": "ftp", "listen": "127.0.0.1:2102", "upstream": "127.0.0.1:2101"}).encode()
for _ in range(100):
    try:
        urllib.request.urlopen("http://127.0.0.1:8474/proxies", proxy, 10)
        break
    except OSError:
        time.sleep(0.1)
for name, port in (("direct", 2101), ("through proxy", 2102)):
    client = socket.create_connection(("127.0.0.1", port), 10)
    client.sendall(b"x" * 1000)
    client.shutdown(socket.SHUT_WR)
    print("%-14s" % name, client.recv(100))
PY
timeout -k 5 60 unshare -Urn -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
direct         b'got 1000'
through proxy  b''
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
