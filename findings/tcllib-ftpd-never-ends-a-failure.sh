#!/bin/sh
# Packages: Debian 12 tcllib 1.21+dfsg-1 (ftpd 1.3), tcl8.6 and libtcl8.6 8.6.13+dfsg-2, curl and libcurl4 7.88.1-10+deb12u15;
#           Python 3.11's ftplib
# Measured: 2026-11-30
#
# tcllib has an FTP server. A transfer that fails, since the disk is full or the client has closed the data connection, gets a
# reply that says 226, which is success, with a "-" behind it, which makes it the first line of several, and the error as its
# text. No other line of it follows. So a client waits for the rest until its time is up, where other servers say 452 or 426 at
# once. The replies to what is asked next are lines in the midst of that 226, down to the 226 of a later transfer that goes
# well: to a client that keeps to RFC 959 that is the end of the first one, which was a success, then.
#
# Expected: RFC 959, 4.2: the last line of a reply of several begins with the same code and a blank. 5.4: after its 150 STOR
# fails by 425, 426, 451, 551 or 552, and RETR by 425, 426 or 451.
#
# Seen, the disk having room for 65536 bytes, what the server sends, line by line ("no more": none within 3 s):
#   STOR, disk full   150 Copy Started (binary)
#                     226- error writing "F": no space left on device
#                     (no more)
#   NOOP              200 NOOP command successful.
#   RETR of 5 bytes   150 Copy Started (binary)
#                     226 Transfer complete (5 bytes)
#   RETR, broken off  150 Copy Started (binary)
#                     226- error writing "F": E
#                     (no more)
#   the same upload by ftplib: timed out; by curl: exit status 28, FTP response timeout
#
# F and E differ each time. The time-outs of ftplib and curl are set here, to 3 s.
#
# Needs: apt-get, python3, ip, mount, unshare with user namespaces.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
in_a_network_of_its_own() { # and where mounting is allowed
  timeout -k 5 60 unshare -Urnm -p -f --kill-child sh -c 'ip link set lo up && exec "$@"' - "$@"
}
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian tcllib=1.21+dfsg-1 tcl8.6=8.6.13+dfsg-2 libtcl8.6=8.6.13+dfsg-2 curl=7.88.1-10+deb12u15 libcurl4=7.88.1-10+deb12u15
mkdir "$work/files"
cat >"$work/serve.tcl" <<'TCL'
lappend auto_path [file join [lindex $argv 0] root/usr/share/tcltk/tcllib1.21]
package require -exact ftpd 1.3
proc yes args { return 1 }
proc quiet args {}
::ftpd::config -authUsrCmd yes -authFileCmd yes -logCmd quiet
set ::ftpd::port 2121
set ::ftpd::cwd [file join [lindex $argv 0] files]
::ftpd::server 127.0.0.1
vwait forever
TCL
cat >"$work/measure.py" <<'PY'
import ftplib, glob, io, os, re, socket, subprocess, sys, time
work = sys.argv[1]
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", work + "/files"], check=True)
with open(work + "/files/f", "w") as file:
    file.write("hello")
with open(work + "/upload", "wb") as file:
    file.write(bytes(70000))
libraries = dict(
    os.environ, LD_LIBRARY_PATH=glob.glob(work + "/root/usr/lib/*-linux-gnu")[0],
    TCL_LIBRARY=work + "/root/usr/share/tcltk/tcl8.6")
log = open(work + "/log", "w")
def start():
    subprocess.Popen([work + "/root/usr/bin/tclsh8.6", work + "/serve.tcl", work], env=libraries, stdout=log, stderr=log)
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", 2121)).close()
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
class Session:
    def __init__(self):
        self.control = socket.create_connection(("127.0.0.1", 2121), timeout=3)
        self.rest = b""
        self.line()
        for command in "USER a", "PASS b", "TYPE I":
            self.say(command)
            self.line()
    def say(self, command):
        self.control.sendall(command.encode() + b"\r\n")
    def line(self):
        while b"\r\n" not in self.rest:
            try:
                self.rest += self.control.recv(4096) or b"(closed)\r\n"
            except TimeoutError:
                return "(no more)"
        line, self.rest = self.rest.split(b"\r\n", 1)
        return re.sub(r'(error writing )"[^"]*": (?!no space)(.*)', r'\1"F": E', re.sub(r'"file[^"]*"', '"F"', line.decode()))
    def data(self, command):
        self.say("PASV")
        *_, high, low = re.findall(r"\d+", self.line())
        data = socket.create_connection(("127.0.0.1", int(high) * 256 + int(low)), timeout=10)
        self.say(command)
        return data
def show(what, *lines):
    for line in lines:
        print("%-17s %s" % (what, line), flush=True)
        what = ""
start()
session = Session()
data = session.data("STOR g")
begun = session.line()
data.sendall(bytes(70000))
data.close()
show("STOR, disk full", begun, session.line(), session.line())
session.say("NOOP")
show("NOOP", session.line())
data = session.data("RETR f")
begun = session.line()
while data.recv(10):
    pass
data.close()
show("RETR of 5 bytes", begun, session.line())
os.remove(work + "/files/g")
ftp = ftplib.FTP(timeout=3)
ftp.connect("127.0.0.1", 2121)
ftp.login("a", "b")
try:
    by_ftplib = ftp.storbinary("STOR g", io.BytesIO(bytes(70000)))
except Exception as e:
    by_ftplib = str(e)
os.remove(work + "/files/g")
curl = subprocess.run(
    [work + "/root/usr/bin/curl", "-q", "-sS", "-m", "3", "--disable-epsv", "-T", work + "/upload", "ftp://a:b@127.0.0.1:2121/g"],
    env=libraries, stderr=subprocess.PIPE, text=True, timeout=30)
subprocess.run(["mount", "-o", "remount,size=64m", work + "/files"], check=True)
with open(work + "/files/big", "wb") as file:
    file.write(bytes(30000000))
session = Session()
data = session.data("RETR big")
begun = session.line()
data.recv(10)
data.close()
show("RETR, broken off", begun, session.line(), session.line())
print("the same upload by ftplib: %s; by curl: exit status %d, %s" % (
    by_ftplib, curl.returncode, curl.stderr.strip().split(") ", 1)[-1]))
PY
in_a_network_of_its_own python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 || echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
STOR, disk full   150 Copy Started (binary)
                  226- error writing "F": no space left on device
                  (no more)
NOOP              200 NOOP command successful.
RETR of 5 bytes   150 Copy Started (binary)
                  226 Transfer complete (5 bytes)
RETR, broken off  150 Copy Started (binary)
                  226- error writing "F": E
                  (no more)
the same upload by ftplib: timed out; by curl: exit status 28, FTP response timeout
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
