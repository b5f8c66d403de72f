#!/bin/sh
# Packages: PyPI ftputil 5.2.0, pyftpdlib 2.2.0; Python 3.11's ftplib
# Measured: 2026-11-30
#
# The server's disk is full in the middle of an upload: pyftpdlib says 426, and the file is cut short. ftputil's
# upload() returns as it does after a good one, and so does a file that is written and closed. ftputil reads the 426
# and leaves it, as it does with 450 and 451, at the end of what was written as of what was read. ftplib, on which it
# stands, raises.
#
# Expected: RFC 959, 4.2: 4yz, "the command was not accepted and the requested action did not take place"; 5.4 has
# 426, 451 and 452 for a STOR that fails after its 150.
#
# Seen, of 70000 bytes, the disk having 65536:
#   ftplib  storbinary  error_temp: 426, the file has 65536 bytes
#   ftputil upload      no exception, the file has 65536 bytes
#   ftputil open, write no exception, the file has 65536 bytes
#
# The 70000 bytes are in the socket's buffers by the time that the server fails. Of a larger file, what is sent after
# that ends in a BrokenPipeError: so it's the end of an upload that goes missing.
#
# Needs: pip, python3, ip, mount, unshare with user namespaces.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
in_a_network_of_its_own() { # and where mounting is allowed
  timeout -k 5 60 unshare -Urnm -p -f --kill-child sh -c 'ip link set lo up && exec "$@"' - "$@"
}
pip install -q --target "$work/python" ftputil==5.2.0 pyftpdlib==2.2.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get ftputil and pyftpdlib"; exit 2; }
mkdir "$work/files"
cat >"$work/measure.py" <<'PY'
import ftplib, io, os, subprocess, sys, time, warnings
work = sys.argv[1]
sys.path.insert(0, work + "/python")
warnings.simplefilter("ignore")
import ftputil, ftputil.session
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", work + "/files"], check=True)
serve = """
import sys
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler
from pyftpdlib.servers import FTPServer
FTPHandler.authorizer = DummyAuthorizer()
FTPHandler.authorizer.add_user("a", "b", sys.argv[1], perm="elradfmw")
FTPServer(("127.0.0.1", 2100), FTPHandler).serve_forever()
"""
subprocess.Popen(
    [sys.executable, "-c", serve, work + "/files"], env=dict(os.environ, PYTHONPATH=work + "/python"),
    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
ftp = ftplib.FTP()
for _ in range(100):
    try:
        ftp.connect("127.0.0.1", 2100, 10)
        break
    except ConnectionRefusedError:
        time.sleep(0.1)
ftp.login("a", "b")
data = b"x" * 70000
with open(work + "/local", "wb") as local:
    local.write(data)
host = ftputil.FTPHost("127.0.0.1", "a", "b", session_factory=ftputil.session.session_factory(port=2100))
def write():
    with host.open("f", "wb") as file:
        file.write(data)
def attempt(name, upload):
    try:
        upload()
        ended = "no exception"
    except (ftplib.Error, OSError) as e:
        ended = type(e).__name__ + ": " + str(e)[:3]
    print("%-19s %s, the file has %d bytes" % (name, ended, os.path.getsize(work + "/files/f")))
    os.remove(work + "/files/f")
attempt("ftplib  storbinary", lambda: ftp.storbinary("STOR f", io.BytesIO(data)))
attempt("ftputil upload", lambda: host.upload(work + "/local", "f"))
attempt("ftputil open, write", write)
PY
in_a_network_of_its_own python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
ftplib  storbinary  error_temp: 426, the file has 65536 bytes
ftputil upload      no exception, the file has 65536 bytes
ftputil open, write no exception, the file has 65536 bytes
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
