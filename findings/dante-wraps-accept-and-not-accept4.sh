#!/bin/sh
# Packages: Debian 12 dante-server, libdsocksd0 and libsocksd0 1.4.2+dfsg-7+b8, curl and libcurl4 7.88.1-10+deb12u15, wget
#           1.21.3-1+deb12u1; PyPI pyftpdlib 2.2.0; Python 3.11's ftplib
# Measured: 2026-12-01
#
# Active mode through Dante's SOCKS server, with Dante's library preloaded, which is what socksify(1) does. PORT gets an address
# of the SOCKS server, the FTP server connects to that, and curl and wget have their file. Python's ftplib fails with "Invalid
# argument" in accept(), when the FTP server has already said 125: Python's accept() is the system's accept4(), the library
# has none, and so it's asked of the kernel for a socket that never listened. With a library of one function more, an
# accept4() that calls accept(), it works. An upload that fails so has 226 on the server, and the file that was there is empty.
#
# Expected: socksify(1): "It will then attempt to wrap all networking-related system calls", with "socksify ftp ftp.example.org"
# as the example. accept(2): "If flags is 0, then accept4() is the same as accept()". RFC 1928, 6: BIND is for
# "protocols which require the client to accept connections from the server. FTP is a well-known example".
#
# Seen, of a download of f, "hello", and of an upload of "new" over "old", with what the server has then:
#   curl                   RETR hello                      STOR new
#   wget                   RETR hello
#   ftplib                 RETR OSError: Invalid argument  STOR OSError: Invalid argument, then 226, (empty)
#   ftplib, with accept()  RETR hello                      STOR new
#   ftplib, passive        RETR hello                      STOR new
#
# Needs: a C compiler, apt-get, pip, python3, ip, unshare with user namespaces.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian dante-server=1.4.2+dfsg-7+b8 libdsocksd0=1.4.2+dfsg-7+b8 libsocksd0=1.4.2+dfsg-7+b8 libminiupnpc17 libwrap0 \
  curl=7.88.1-10+deb12u15 libcurl4=7.88.1-10+deb12u15 wget=1.21.3-1+deb12u1
pip install -q --target "$work/python" pyftpdlib==2.2.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get pyftpdlib"; exit 2; }
mkdir "$work/files"
# three machines: the client 10.0.0.2, the SOCKS server 10.0.0.1 and 10.0.1.1, the FTP server 10.0.1.2
cat >"$work/danted.conf" <<CONF
logoutput: $work/danted.log
internal: 10.0.0.1 port = 1080
external: 10.0.1.1
clientmethod: none
socksmethod: none
user.privileged: root
user.unprivileged: root
client pass {
  from: 0.0.0.0/0 to: 0.0.0.0/0
}
socks pass {
  from: 0.0.0.0/0 to: 0.0.0.0/0
  protocol: tcp
  command: bind connect bindreply
}
CONF
cat >"$work/socks.conf" <<CONF
route {
  from: 0.0.0.0/0 to: 10.0.1.2/32 via: 10.0.0.1 port = 1080
  protocol: tcp
  proxyprotocol: socks_v5
  method: none
  command: connect bind
}
CONF
cat >"$work/shim.c" <<'C'
#include <sys/socket.h>
int accept4(int fd, struct sockaddr *address, socklen_t *length, int flags) { (void)flags; return accept(fd, address, length); }
C
cc -shared -fPIC -o "$work/shim.so" "$work/shim.c"
cat >"$work/client.py" <<'PY'
import ftplib, io, sys
mode, command = sys.argv[1:]
got = []
try:
    ftp = ftplib.FTP("10.0.1.2", timeout=20)
    ftp.login()
    ftp.set_pasv(mode == "passive")
    if command == "RETR":
        ftp.retrbinary("RETR f", got.append)
    else:
        ftp.storbinary("STOR f", io.BytesIO(b"new"))
except OSError as error:
    got.append(("%s: %s" % (type(error).__name__, error.strerror)).encode())
    if command == "STOR":
        got.append(b", then " + ftp.getmultiline()[:3].encode())
print(b"".join(got).decode())
PY
cat >"$work/measure.py" <<'PY'
import glob, os, subprocess, sys, time
work = sys.argv[1]
root, file = work + "/root", work + "/files/f"
library = glob.glob(root + "/usr/lib/*-linux-gnu")[0]
env = dict(os.environ, LD_LIBRARY_PATH=library, PYTHONPATH=work + "/python", HOME=work)
env = {name: value for name, value in env.items() if not name.lower().endswith("_proxy")}
socksified = dict(env, LD_PRELOAD=library + "/libdsocksd.so.0", SOCKS_CONF=work + "/socks.conf")
def machine():
    ready, starting = os.pipe()
    process = subprocess.Popen(["unshare", "-n", "sh", "-c", "echo >&%d; exec sleep 300" % starting], pass_fds=[starting])
    os.read(ready, 1)
    return str(process.pid)
def inside(there):
    return ("nsenter", "-t", there, "-n") if there else ()
def link(one, address, other, other_address, name):
    def ip(there, *arguments):
        subprocess.run([*inside(there), "ip", *arguments], check=True)
    ip(one, "link", "add", name, "type", "veth", "peer", "name", name, "netns", other)
    for there, its in (one, address), (other, other_address):
        ip(there, "address", "add", its + "/24", "dev", name)
        ip(there, "link", "set", name, "up")
        ip(there, "link", "set", "lo", "up")
socks, server = machine(), machine()
link(None, "10.0.0.2", socks, "10.0.0.1", "near")
link(socks, "10.0.1.1", server, "10.0.1.2", "far")
connect = "import socket; socket.create_connection((%r, %d), 1)"
def start(there, address, port, *command):
    with open("%s/log%d" % (work, port), "w") as log:
        subprocess.Popen([*inside(there), *command], env=env, stdout=log, stderr=log)
    for _ in range(100):
        ready = [*inside(there), sys.executable, "-c", connect % (address, port)]
        if not subprocess.run(ready, stderr=subprocess.DEVNULL).returncode:
            break
        time.sleep(0.1)
pyftpdlib = (sys.executable, "-m", "pyftpdlib", "-i", "10.0.1.2", "-p", "21", "-w", "-d", work + "/files")
start(server, "10.0.1.2", 21, *pyftpdlib)
start(socks, "10.0.0.1", 1080, root + "/usr/sbin/danted", "-f", work + "/danted.conf")
def write(content):
    with open(file, "w") as written:
        written.write(content)
def run(*command):
    ended = subprocess.run(
        command, env=socksified, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60)
    return ended.stdout.decode().strip()
def python(mode, preload=""):
    return lambda command: run(
        "env", "LD_PRELOAD=%s%s" % (preload, socksified["LD_PRELOAD"]), sys.executable, work + "/client.py", mode, command)
def curl(command):
    upload = ["-T", work + "/new"] if command == "STOR" else []
    return run(root + "/usr/bin/curl", "-s", "-m", "20", "-P", "-", "--disable-eprt", *upload, "ftp://10.0.1.2/f")
def wget(command):
    return run(root + "/usr/bin/wget", "-q", "-T", "20", "-t", "1", "-O", "-", "--no-passive-ftp", "ftp://10.0.1.2/f")
with open(work + "/new", "w") as new:
    new.write("new")
for name, client in (
        ("curl", curl), ("wget", wget), ("ftplib", python("active")),
        ("ftplib, with accept()", python("active", work + "/shim.so:")),
        ("ftplib, passive", python("passive"))):
    write("hello")
    line = "%-22s RETR %-26s" % (name, client("RETR"))
    if client != wget:
        write("old")
        said = client("STOR")
        with open(file) as read:
            there = read.read() or "(empty)"
        line += " STOR " + ", ".join(filter(None, (said, there)))
    print(line.rstrip(), flush=True)
PY
timeout -k 5 200 unshare -Urn -p -f --mount-proc --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
curl                   RETR hello                      STOR new
wget                   RETR hello
ftplib                 RETR OSError: Invalid argument  STOR OSError: Invalid argument, then 226, (empty)
ftplib, with accept()  RETR hello                      STOR new
ftplib, passive        RETR hello                      STOR new
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
