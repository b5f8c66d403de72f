#!/bin/sh
# Package:  npm ftp-srv 4.6.3
# Measured: 2026-11-28, Node 20
#
# FEAT announces TYPE A,I,L. TYPE A N and TYPE L 8 are refused as syntax errors, while TYPE L without its
# size, which is one, is taken. And NLST of an empty directory sends an empty line, which ftplib's nlst takes
# for a file without a name.
#
# Expected: RFC 959, 4.1.2 (TYPE) and 5.3.1: A may be followed by a form, N is the default; L has to be
# followed by the byte size. RFC 1123, 4.1.2.1: TYPE L 8 has to be supported. An empty directory has no names.
#
# Seen:
#   FEAT      TYPE A,I,L
#   TYPE A    200 Switch to "ascii" transfer mode.
#   TYPE A N  501 Syntax error in parameters or arguments
#   TYPE L    200 Switch to "binary" transfer mode.
#   TYPE L 8  501 Syntax error in parameters or arguments
#   NLST      ['']
#
# Needs: npm, node, python3, ip, unshare with user namespaces.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
in_a_network_of_its_own() {
  timeout -k 5 60 unshare -Urn -p -f --kill-child sh -c 'ip link set lo up && exec "$@"' - "$@"
}
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work/node" ftp-srv@4.6.3 >"$work/npm" 2>&1 ||
  { cat "$work/npm"; echo "not measured: can't get ftp-srv"; exit 2; }
mkdir "$work/empty"
cat >"$work/node/serve.js" <<'JS'
const Server = require("ftp-srv")
const log = require("bunyan").createLogger({ name: "x", level: 61 })
const server = new Server({ url: "ftp://127.0.0.1:2100", pasv_url: "127.0.0.1", anonymous: true, log })
server.on("login", (login, resolve) => resolve({ root: process.argv[2] }))
server.listen()
JS
cat >"$work/measure.py" <<'PY'
import ftplib, subprocess, sys, time
work = sys.argv[1]
subprocess.Popen(["node", work + "/node/serve.js", work + "/empty"])
ftp = ftplib.FTP()
for _ in range(200):
    try:
        ftp.connect("127.0.0.1", 2100, 10)
        break
    except ConnectionRefusedError:
        time.sleep(0.1)
ftp.login()
print("FEAT     ", *(line.strip() for line in ftp.sendcmd("FEAT").splitlines() if "TYPE" in line))
for command in ("TYPE A", "TYPE A N", "TYPE L", "TYPE L 8"):
    ftp.putcmd(command)
    print("%-9s" % command, ftp.getmultiline())
print("NLST     ", ftp.nlst())
PY
in_a_network_of_its_own python3 "$work/measure.py" "$work" >"$work/actual" ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
FEAT      TYPE A,I,L
TYPE A    200 Switch to "ascii" transfer mode.
TYPE A N  501 Syntax error in parameters or arguments
TYPE L    200 Switch to "binary" transfer mode.
TYPE L 8  501 Syntax error in parameters or arguments
NLST      ['']
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
