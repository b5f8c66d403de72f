#!/bin/sh
# Packages: PyPI fsspec 2026.9.0, pyftpdlib 2.2.0
# Measured: 2026-11-30, Python 3.11
#
# A file of fsspec's FTP file system that is opened to append, mode "ab", loses what was in it, and one that is opened
# as to be new, "xb", replaces what is there. On the wire both are what "wb" is, STOR from offset 0. The same modes on
# fsspec's local file system append, and raise. A mode that the library doesn't know is refused, so these two are
# taken on purpose.
#
# Expected: fsspec's documentation of open() has the mode as in Python's own open(): "a" appends, "x" fails if the file
# exists. FTP has APPE for the one (RFC 959, 4.1.3); for the other, SIZE or a listing tells before anything is lost.
#
# Seen, the file being "old":
#   local  ab  oldnew
#   local  xb  FileExistsError, old
#   ftp    ab  new
#   ftp    xb  new
#   commands after the login, of ab: TYPE PASV REST 0 STOR /f
#
# Needs: pip, python3, ip, unshare with user namespaces.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
in_a_network_of_its_own() {
  timeout -k 5 60 unshare -Urn -p -f --kill-child sh -c 'ip link set lo up && exec "$@"' - "$@"
}
pip install -q --target "$work/python" fsspec==2026.9.0 pyftpdlib==2.2.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get fsspec and pyftpdlib"; exit 2; }
mkdir "$work/files"
cat >"$work/measure.py" <<'PY'
import os, subprocess, sys, time
work = sys.argv[1]
sys.path.insert(0, work + "/python")
import fsspec
serve = """
import sys
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler
from pyftpdlib.servers import FTPServer
class Handler(FTPHandler):
    authorizer = DummyAuthorizer()
    def pre_process_command(self, line, command, argument):
        with open(sys.argv[2], "a") as said:
            print(line if command in ("REST", "STOR", "APPE") else command, file=said)
        super().pre_process_command(line, command, argument)
Handler.authorizer.add_user("a", "b", sys.argv[1], perm="elradfmw")
FTPServer(("127.0.0.1", 2100), Handler).serve_forever()
"""
subprocess.Popen(
    [sys.executable, "-c", serve, work + "/files", work + "/said"], env=dict(os.environ, PYTHONPATH=work + "/python"),
    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
for _ in range(100):
    try:
        ftp = fsspec.filesystem("ftp", host="127.0.0.1", port=2100, username="a", password="b", timeout=10)
        break
    except ConnectionRefusedError:
        time.sleep(0.1)
path = work + "/files/f"
def attempt(name, files, shown, mode):
    with open(path, "w") as file:
        file.write("old")
    try:
        with files.open(shown, mode) as file:
            file.write(b"new")
        raised = ""
    except OSError as e:
        raised = type(e).__name__ + ", "
    with open(path) as file:
        print("%-5s " % name, mode, "", raised + file.read())
attempt("local", fsspec.filesystem("file"), path, "ab")
attempt("local", fsspec.filesystem("file"), path, "xb")
attempt("ftp", ftp, "/f", "ab")
with open(work + "/said") as said:
    commands = said.read().split("\n")
attempt("ftp", ftp, "/f", "xb")
print("commands after the login, of ab:", *commands[commands.index("PASS") + 1:-1])
PY
in_a_network_of_its_own python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
local  ab  oldnew
local  xb  FileExistsError, old
ftp    ab  new
ftp    xb  new
commands after the login, of ab: TYPE PASV REST 0 STOR /f
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
