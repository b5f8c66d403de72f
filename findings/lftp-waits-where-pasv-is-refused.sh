#!/bin/sh
# Packages: Debian 12 lftp 4.9.2-2+b1, PyPI pyftpdlib 2.2.0
# Measured: 2026-11-29
#
# A server refuses PASV, for good, with 500. lftp knows a way on and takes it, active mode. But first it drops the
# control connection, without QUIT, waits for a quarter of a minute without a word, and logs in anew, where PORT on the
# first connection would have been answered at once. So each program that fetches one file takes 15 s instead of none.
#
# Expected: RFC 959, 5.4: after a 500 to PASV the session is as it was, and the next command may be PORT.
# ncftp and PHP go on with PORT.
#
# Seen:
#   as it comes                        got the file: True, PASV | PORT, after 15 s or more
#   set ftp:passive-mode no            got the file: True, PORT, after less than 10 s
#   set net:reconnect-interval-base 1  got the file: True, PASV | PORT, after less than 10 s
#
# | stands for a new session. The third line tells which setting the pause is.
#
# Needs: apt-get, pip, python3, ip, unshare with user namespaces.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  for package; do
    (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$package" && dpkg -x ./"${package%%=*}"_*.deb root) \
      >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $package"; exit 2; }
  done
}
debian lftp=4.9.2-2+b1
pip install -q --target "$work/python" pyftpdlib==2.2.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get pyftpdlib"; exit 2; }
mkdir "$work/files"
printf hello >"$work/files/f"
cat >"$work/measure.py" <<'PY'
import logging, os, re, socket, subprocess, sys, threading, time
work = sys.argv[1]
sys.path.insert(0, work + "/python")
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler
from pyftpdlib.servers import ThreadedFTPServer
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
class Handler(FTPHandler):
    authorizer = DummyAuthorizer()
    proto_cmds = {name: how for name, how in FTPHandler.proto_cmds.items() if name not in ("PASV", "EPSV")}
Handler.authorizer.add_anonymous(work + "/files")
logging.basicConfig(filename=work + "/server-log", level=logging.DEBUG)
server = ThreadedFTPServer(("127.0.0.1", 2100), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
while socket.socket().connect_ex(("127.0.0.1", 2100)):
    time.sleep(0.1)
env = dict(os.environ, LD_LIBRARY_PATH=work + "/root/usr/lib")
def lftp(setting):
    open(work + "/server-log", "w").close()
    began = time.monotonic()
    ended = subprocess.run(
        [work + "/root/usr/bin/lftp", "--norc", "-c", setting + "; open ftp://127.0.0.1:2100; cat f"], env=env,
        stdout=subprocess.PIPE, timeout=60)
    took = time.monotonic() - began
    log = open(work + "/server-log").read()
    sessions = {}
    for port, command in re.findall(r"127.0.0.1:(\d+)-\S* <- (PASV|PORT)", log):
        sessions.setdefault(port, []).append(command)
    words = " | ".join(" ".join(commands) for commands in sessions.values())
    got = ended.returncode == 0 and ended.stdout == b"hello"
    print("%-34s got the file: %s, %s, after %s" % (setting or "as it comes", got, words, "15 s or more" if took >= 15 else "less than 10 s" if took < 10 else took))
lftp("")
lftp("set ftp:passive-mode no")
lftp("set net:reconnect-interval-base 1")
PY
timeout -k 5 90 unshare -Urn -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
as it comes                        got the file: True, PASV | PORT, after 15 s or more
set ftp:passive-mode no            got the file: True, PORT, after less than 10 s
set net:reconnect-interval-base 1  got the file: True, PASV | PORT, after less than 10 s
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
