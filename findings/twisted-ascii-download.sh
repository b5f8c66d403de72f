#!/bin/sh
# Package:  PyPI twisted 26.10.0 (with zope.interface 8.7, incremental 24.11.0)
# Measured: 2026-11-28, Python 3.11
#
# Twisted's FTP server announces TYPE A, accepts it, starts a download with 125, and then sends no byte of the
# file and doesn't end the data connection either; on the control connection comes 550, internal server error.
# Directory listings and TYPE I are well.
#
# Expected: RFC 959, 3.1.1.1: ASCII is the default type and all implementations have to accept it. RFC 1123,
# 4.1.2.13 has it in the minimum. FEAT announces it here.
#
# Seen:
#   FEAT   TYPE A;I
#   TYPE I 200 Type set to I.
#     RETR 125 Data connection already open, starting transfer
#     data b'a\nb\n'
#     then 226 Transfer Complete.
#   TYPE A 200 Type set to A.
#     RETR 125 Data connection already open, starting transfer
#     data (no byte and no end within 3 s)
#     then 550 Requested action not taken: internal server error
#
# Needs: pip, python3, ip, unshare with user namespaces.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
in_a_network_of_its_own() {
  timeout -k 5 60 unshare -Urn -p -f --kill-child sh -c 'ip link set lo up && exec "$@"' - "$@"
}
pip install -q --target "$work/python" twisted==26.10.0 zope.interface==8.7 incremental==24.11.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get twisted"; exit 2; }
mkdir "$work/files"
printf 'a\nb\n' >"$work/files/lines"
cat >"$work/serve.py" <<'PY'
import sys
from twisted.cred.checkers import AllowAnonymousAccess
from twisted.cred.portal import Portal
from twisted.internet import reactor
from twisted.protocols.ftp import FTPFactory, FTPRealm
reactor.listenTCP(2100, FTPFactory(Portal(FTPRealm(sys.argv[1]), [AllowAnonymousAccess()])), interface="127.0.0.1")
reactor.run()
PY
cat >"$work/measure.py" <<'PY'
import ftplib, os, socket, subprocess, sys, time
work = sys.argv[1]
subprocess.Popen(
    [sys.executable, work + "/serve.py", work + "/files"], env=dict(os.environ, PYTHONPATH=work + "/python"),
    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
ftp = ftplib.FTP()
for _ in range(100):
    try:
        ftp.connect("127.0.0.1", 2100, 10)
        break
    except ConnectionRefusedError:
        time.sleep(0.1)
print("FEAT  ", *(line.strip() for line in ftp.sendcmd("FEAT").splitlines() if "TYPE" in line))
ftp.login()
for name in ("TYPE I", "TYPE A"):
    print(name, ftp.sendcmd(name))
    data = socket.create_connection(ftp.makepasv())
    data.settimeout(3)
    print("  RETR", ftp.sendcmd("RETR lines"))
    try:
        print("  data", data.recv(100))
    except TimeoutError:
        print("  data (no byte and no end within 3 s)")
    ftp.sock.settimeout(5)
    print("  then", ftp.getmultiline())
    data.close()
PY
in_a_network_of_its_own python3 "$work/measure.py" "$work" >"$work/actual" ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
FEAT   TYPE A;I
TYPE I 200 Type set to I.
  RETR 125 Data connection already open, starting transfer
  data b'a\nb\n'
  then 226 Transfer Complete.
TYPE A 200 Type set to A.
  RETR 125 Data connection already open, starting transfer
  data (no byte and no end within 3 s)
  then 550 Requested action not taken: internal server error
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
