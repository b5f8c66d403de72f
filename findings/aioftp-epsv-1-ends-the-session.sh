#!/bin/sh
# Package:  PyPI aioftp 0.28.3
# Measured: 2026-11-28, Python 3.11
#
# aioftp's server answers EPSV 1, on an IPv4 connection, with 522 and hangs up: the session and its login are
# gone. The same after EPSV ALL. Plain EPSV is served. And MLSD ends with 200, where LIST ends with 226.
#
# Expected: RFC 2428, 3: 1 is IPv4, the protocol that is in use; a server without a protocol says 522 with
# those that it has in parentheses, for the client to ask for another, which it can't once it's disconnected.
# Of EPSV's and PASV's replies only 421 announces the end (RFC 959, 5.4). RFC 3659, 7: MLSD's are as for LIST,
# 226 or 250.
#
# Seen:
#   EPSV     229 listen socket created (|||P|)
#   MLSD     150 mlsd transfer started
#            200 mlsd transfer done
#   EPSV 1   522 custom protocols support not implemented
#   PWD      (the server has closed the connection)
#   EPSV ALL 522 custom protocols support not implemented
#   PWD      (the server has closed the connection)
#
# Needs: pip, python3, ip, unshare with user namespaces.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
in_a_network_of_its_own() {
  timeout -k 5 60 unshare -Urn -p -f --kill-child sh -c 'ip link set lo up && exec "$@"' - "$@"
}
pip install -q --target "$work/python" aioftp==0.28.3 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get aioftp"; exit 2; }
mkdir "$work/files"
echo hello >"$work/files/f"
cat >"$work/measure.py" <<'PY'
import ftplib, os, re, socket, subprocess, sys, time
work = sys.argv[1]
serve = """
import aioftp, asyncio, pathlib, sys
asyncio.run(aioftp.Server([aioftp.User(base_path=pathlib.Path(sys.argv[1]))]).run("127.0.0.1", 2100))
"""
subprocess.Popen(
    [sys.executable, "-c", serve, work + "/files"], env=dict(os.environ, PYTHONPATH=work + "/python"),
    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
def login():
    for _ in range(100):
        try:
            ftp = ftplib.FTP()
            ftp.connect("127.0.0.1", 2100, 10)
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    ftp.sendcmd("USER anonymous")
    return ftp
def say(ftp, command):
    try:
        ftp.putcmd(command)
        reply = ftp.getmultiline()
    except (EOFError, ConnectionError):
        reply = "(the server has closed the connection)"
    print("%-8s" % command, reply)
ftp = login()
ftp.putcmd("EPSV")
reply = ftp.getmultiline()
print("EPSV    ", re.sub(r"\d+\|\)", "P|)", reply))
data = socket.create_connection(("127.0.0.1", int(re.search(r"\|(\d+)\|", reply)[1])))
say(ftp, "MLSD")
while data.recv(4096):
    pass
data.close()
print("        ", ftp.getmultiline())
for command in ("EPSV 1", "EPSV ALL"):
    ftp = login()
    say(ftp, command)
    say(ftp, "PWD")
PY
in_a_network_of_its_own python3 "$work/measure.py" "$work" >"$work/actual" ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
EPSV     229 listen socket created (|||P|)
MLSD     150 mlsd transfer started
         200 mlsd transfer done
EPSV 1   522 custom protocols support not implemented
PWD      (the server has closed the connection)
EPSV ALL 522 custom protocols support not implemented
PWD      (the server has closed the connection)
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
