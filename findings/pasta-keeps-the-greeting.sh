#!/bin/sh
# Packages: Debian 12 passt (pasta) 0.0~git20230309.7c7625d-1; Python 3.11's ftplib
# Measured: 2026-11-30, Linux 6.18
#
# An FTP server in a namespace that pasta connects, its port published with -t: a client that connects to the host's own
# address is connected at once, and then never greeted, though the server has said 220 to it. As soon as the client says
# something, the greeting comes, and all goes well from there on. A client of FTP says nothing before it is greeted. By
# the loopback address, where pasta takes another way, the greeting comes at once, so a check on the same machine passes.
#
# Expected: RFC 959, 5.4: the server speaks first, as in SMTP and SSH. passt(1), -t: "Configure TCP port forwarding to
# namespace".
#
# Seen:
#   127.0.0.1     ftplib: 220 ready
#   198.51.100.1  ftplib: timed out
#   198.51.100.1  an empty line, then: 220 ready
#
# Needs: apt-get, python3, ip, unshare with user namespaces, /dev/net/tun.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian passt=0.0~git20230309.7c7625d-1
cat >"$work/server.py" <<'PY'
import socket
listener = socket.create_server(("", 2121))
clients = []
while True:
    clients.append(listener.accept()[0])
    clients[-1].sendall(b"220 ready\r\n")
PY
cat >"$work/measure.py" <<'PY'
import ftplib, socket, subprocess, sys, time
work = sys.argv[1]
# this namespace is the host: it has an interface with an address and a default route
subprocess.run(["sh", "-ec", """
ip link set lo up
ip link add host type veth peer name other
ip addr add 198.51.100.1/24 dev host
ip link set host up; ip link set other up
ip route add default via 198.51.100.2
"""], check=True)
log = open(work + "/log", "w")
subprocess.Popen(
    [work + "/root/usr/bin/pasta", "-f", "--config-net", "-t", "2121", "-u", "none", "-T", "none", "-U", "none", "--",
     sys.executable, work + "/server.py"], stdout=log, stderr=log)
def greeted(address):
    try:
        return ftplib.FTP(timeout=4).connect(address, 2121)
    except (OSError, EOFError) as e:
        return e
for _ in range(50):
    if not isinstance(greeted("127.0.0.1"), Exception):
        break
    time.sleep(0.2)
print("127.0.0.1     ftplib:", greeted("127.0.0.1"))
print("198.51.100.1  ftplib:", greeted("198.51.100.1"))
client = socket.create_connection(("198.51.100.1", 2121), 4)
client.sendall(b"\r\n")
print("198.51.100.1  an empty line, then:", client.recv(100).decode().strip())
PY
timeout -k 5 60 unshare -Urn -p -f --kill-child --mount-proc python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
127.0.0.1     ftplib: 220 ready
198.51.100.1  ftplib: timed out
198.51.100.1  an empty line, then: 220 ready
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
