#!/bin/sh
# Packages: Debian 12 ftp-proxy 1.9.2.4-10.1+b1 (SuSE's), PyPI pyftpdlib 2.2.0
# Measured: 2026-11-28
#
# NOOP and PASV in one segment, through the proxy to pyftpdlib: the reply to PASV comes first. The proxy
# answers PASV itself and at once, while NOOP has yet to come back from the server. A client that pairs
# replies with commands by their order takes the 227 for NOOP's and the 200 for PASV's. Straight to the server
# they are in order.
#
# Expected: replies in the order of the commands. A reply has nothing but its place to say what it answers,
# and RFC 959, 4.2 makes that what replies are for: to keep requests and actions in step.
#
# Seen, the codes of the replies to NOOP, PASV:
#   server  200 227
#   proxy   227 200
#
# Needs: apt-get, pip, python3, ip, root (the proxy changes its user).
set -eu
[ "$(id -u)" = 0 ] || { echo "not measured: needs root"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  for package; do
    (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$package" && dpkg -x ./"${package%%=*}"_*.deb root) \
      >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $package"; exit 2; }
  done
}
debian ftp-proxy=1.9.2.4-10.1+b1 libwrap0 libldap-2.5-0 libsasl2-2
pip install -q --target "$work/python" pyftpdlib==2.2.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get pyftpdlib"; exit 2; }
cat >"$work/conf" <<'CONF'
[-Global-]
ServerType standalone
Listen 127.0.0.1
Port 21
DestinationAddress 127.0.0.1
DestinationPort 2100
DestinationTransferMode client
User daemon
Group daemon
CONF
cat >"$work/measure.py" <<'PY'
import glob, os, socket, subprocess, sys, time
work = sys.argv[1]
env = dict(os.environ, LD_LIBRARY_PATH=glob.glob(work + "/root/usr/lib/*-linux-gnu")[0], PYTHONPATH=work + "/python")
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
subprocess.Popen(
    [sys.executable, "-m", "pyftpdlib", "-i", "127.0.0.1", "-p", "2100", "-d", work], env=env, stderr=subprocess.DEVNULL)
subprocess.Popen([work + "/root/usr/sbin/ftp-proxy", "-n", "-d", "-f", work + "/conf"], env=env)
for name, port in (("server", 2100), ("proxy", 21)):
    for _ in range(100):
        try:
            client = socket.create_connection(("127.0.0.1", port), 10)
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    replies = client.makefile("r")
    replies.readline()
    for command in ("USER anonymous", "PASS x@"):
        client.sendall(command.encode() + b"\r\n")
        last = replies.readline()
    assert last[:3] == "230", last
    client.sendall(b"NOOP\r\nPASV\r\n")
    print("%-7s" % name, replies.readline()[:3], replies.readline()[:3])
PY
timeout -k 5 60 unshare -n -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
server  200 227
proxy   227 200
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
