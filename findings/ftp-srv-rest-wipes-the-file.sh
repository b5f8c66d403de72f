#!/bin/sh
# Packages: npm ftp-srv 4.6.3; PyPI fsspec 2026.9.0
# Measured: 2026-11-30, Node 20, Python 3.11
#
# ftp-srv takes REST before STOR, with 350 and then 226. But it empties the file before it goes to the offset, so what
# had been uploaded before is NUL bytes afterwards, as many as there were, and only the new part is left. The size is
# what it should be, so a client that compares sizes finds nothing. Downloads are resumed well, and APPE appends.
#
# fsspec uploads a file block by block, each with REST and STOR. So all of a file is lost but its last block; and
# where the file ends with a block, which is followed by an empty STOR, all of it. No reply and no exception tells.
#
# Expected: RFC 959, 4.1.3, REST: the server "skips over the file to the specified data checkpoint". RFC 3659, 5: in
# STREAM mode the checkpoint is a number of octets, and what is before it is what has been transferred already.
#
# Seen:
#   RETR from 6            226 world
#   APPE world             226 hello world
#   STOR world from 6      226 6 NUL bytes, then: world
#   fsspec, 150000 bytes   150000 bytes, of which NUL: 131072
#   fsspec, 131072 bytes   0 bytes, of which NUL: 0
#
# Needs: npm, node, pip, python3, ip, unshare with user namespaces.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
in_a_network_of_its_own() {
  timeout -k 5 60 unshare -Urn -p -f --kill-child sh -c 'ip link set lo up && exec "$@"' - "$@"
}
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work/node" ftp-srv@4.6.3 >"$work/npm" 2>&1 ||
  { cat "$work/npm"; echo "not measured: can't get ftp-srv"; exit 2; }
pip install -q --target "$work/python" fsspec==2026.9.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get fsspec"; exit 2; }
mkdir "$work/files"
cat >"$work/node/serve.js" <<'JS'
const Server = require("ftp-srv")
const log = require("bunyan").createLogger({ name: "x", level: 61 })
const server = new Server({ url: "ftp://127.0.0.1:2100", pasv_url: "127.0.0.1", anonymous: true, log })
server.on("login", (login, resolve) => resolve({ root: process.argv[2] }))
server.listen()
JS
cat >"$work/measure.py" <<'PY'
import ftplib, io, subprocess, sys, time
work = sys.argv[1]
sys.path.insert(0, work + "/python")
import fsspec
subprocess.Popen(["node", work + "/node/serve.js", work + "/files"])
ftp = ftplib.FTP()
for _ in range(200):
    try:
        ftp.connect("127.0.0.1", 2100, 10)
        break
    except ConnectionRefusedError:
        time.sleep(0.1)
ftp.login()
def file(data=None):
    if data is None:
        with open(work + "/files/f", "rb") as there:
            return there.read()
    with open(work + "/files/f", "wb") as there:
        there.write(data)
file(b"hello world")
read = []
print("RETR from 6           ", ftp.retrbinary("RETR f", read.append, rest=6)[:3], b"".join(read).decode())
file(b"hello ")
print("APPE world            ", ftp.storbinary("APPE f", io.BytesIO(b"world"))[:3], file().decode())
file(b"hello ")
reply = ftp.storbinary("STOR f", io.BytesIO(b"world"), rest=6)[:3]
nul = file().count(b"\0")
print("STOR world from 6     ", reply, nul, "NUL bytes, then:", file()[nul:].decode())
for size in 150000, 131072:
    with open(work + "/local", "wb") as local:
        local.write(b"x" * size)
    fsspec.filesystem("ftp", host="127.0.0.1", port=2100, timeout=10).put_file(work + "/local", "/f")
    print("fsspec, %d bytes  " % size, len(file()), "bytes, of which NUL:", file().count(b"\0"))
PY
in_a_network_of_its_own python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
RETR from 6            226 world
APPE world             226 hello world
STOR world from 6      226 6 NUL bytes, then: world
fsspec, 150000 bytes   150000 bytes, of which NUL: 131072
fsspec, 131072 bytes   0 bytes, of which NUL: 0
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
