#!/bin/sh
# Packages: PyPI fs 2.4.16 (PyFilesystem2; with six 1.17.0, appdirs 1.4.4, setuptools 79.0.1), pyftpdlib 2.2.0; Debian 12 vsftpd
#           3.0.3-13+b2, proftpd-core 1.3.8+dfsg-4+deb12u5 (with AllowStoreRestart on), pure-ftpd 1.0.50-2.1+b2, inetutils-ftpd
#           2:2.4-2+deb12u3
# Measured: 2026-12-01, Python 3.11's ftplib
#
# A program opens a file by PyFilesystem2 to change a part of it, mode "r+b": it seeks, writes, closes. On an FTP file system that
# is REST with the position and STOR with what is written. Where it's the beginning that is changed, a header, say, all that is
# behind is gone: the file is as long as what was written. For REST 0 is no restart to any of five servers, and STOR
# replaces the file. Where it's in the middle, four servers leave the rest as it is, pyftpdlib among them, which the library's own
# tests run, and pure-ftpd cuts the file off behind what it has got. No exception is raised. The same program on a directory of
# the machine itself changes what it writes and no more.
#
# Expected: Python's open(), whose modes the library has: "Modes 'r+' and 'r+b' open the file with no truncation". RFC 959, 4.1.3,
# STOR: an existing file's "contents shall be replaced by the data being transferred"; RFC 3659, 5, has REST before STOR for what an
# upload that broke off has yet to send, and nothing is behind that.
#
# Seen, of "hello world", of which "HEL" is written at 0 or "WOR" at 6; ftplib's is storbinary() with rest, fs' is openbin():
#   directory  fs      at 0: HELlo world, at 6: hello WORld
#   vsftpd     ftplib  at 0: 226 HEL, at 6: 226 hello WORld
#              fs      at 0: HEL, REST 0 STOR, at 6: hello WORld, REST 6 STOR
#   proftpd    ftplib  at 0: 226 HEL, at 6: 226 hello WORld
#              fs      at 0: HEL, REST 0 STOR, at 6: hello WORld, REST 6 STOR
#   inetutils  ftplib  at 0: 226 HEL, at 6: 226 hello WORld
#              fs      at 0: HEL, REST 0 STOR, at 6: hello WORld, REST 6 STOR
#   pure-ftpd  ftplib  at 0: 226 HEL, at 6: 226 hello WOR
#              fs      at 0: HEL, REST 0 STOR, at 6: hello WOR, REST 6 STOR
#   pyftpdlib  ftplib  at 0: 226 HEL, at 6: 226 hello WORld
#              fs      at 0: HEL, REST 0 STOR, at 6: hello WORld, REST 6 STOR
#
# Needs: root (the servers change their user; /etc/passwd gets an ftp account in a mount namespace), apt-get, pip, openssl,
# python3, ip.
set -eu
[ "$(id -u)" = 0 ] || { echo "not measured: needs root"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian vsftpd=3.0.3-13+b2 libwrap0 proftpd-core=1.3.8+dfsg-4+deb12u5 libhiredis0.14 libmemcached11 libmemcachedutil2 libhashkit2 \
  libpcre2-posix3 pure-ftpd=1.0.50-2.1+b2 libsodium23 inetutils-ftpd=2:2.4-2+deb12u3
pip install -q --target "$work/python" fs==2.4.16 six==1.17.0 appdirs==1.4.4 setuptools==79.0.1 pyftpdlib==2.2.0 \
  >"$work/pip" 2>&1 || { cat "$work/pip"; echo "not measured: can't get fs and pyftpdlib"; exit 2; }
mkdir -p "$work/files/pub" "$work/empty"
chmod 755 "$work" "$work/files" "$work/empty"
chown daemon:daemon "$work/files/pub"
{ grep -v '^ftp:' /etc/passwd; echo "ftp:x:1:1::$work/files:/bin/sh"; } >"$work/accounts"
cat >"$work/vsftpd.conf" <<CONF
listen=YES
listen_address=127.0.1.2
background=NO
anonymous_enable=YES
write_enable=YES
anon_upload_enable=YES
anon_other_write_enable=YES
anon_root=$work/files
anon_umask=022
ftp_username=daemon
nopriv_user=daemon
secure_chroot_dir=$work/empty
seccomp_sandbox=NO
CONF
cat >"$work/proftpd.conf" <<CONF
ModulePath $work/root/usr/lib/proftpd
ServerType standalone
DefaultAddress 127.0.1.3
SocketBindTight on
UseIPv6 off
UseFtpUsers off
AllowOverwrite on
AllowStoreRestart on
User daemon
Group daemon
WtmpLog off
TransferLog none
SystemLog $work/system
PidFile $work/pid
ScoreboardFile none
<Anonymous $work/files>
  User daemon
  Group daemon
  UserAlias anonymous daemon
  RequireValidShell off
</Anonymous>
CONF
echo "anonymous:$(openssl passwd -6 x@):1:1::$work/files/./::::::::::::" >"$work/passwd"
"$work/root/usr/bin/pure-pw" mkdb "$work/users.pdb" -f "$work/passwd"
cat >"$work/measure.py" <<'PY'
import ftplib, glob, io, os, socket, subprocess, sys, threading, time, warnings
work = sys.argv[1]
sys.path.insert(0, work + "/python")
warnings.simplefilter("ignore")
from fs.ftpfs import FTPFS
from fs.osfs import OSFS
root, file = work + "/root", work + "/files/pub/f"
libraries = dict(os.environ, LD_LIBRARY_PATH=glob.glob(root + "/usr/lib/*-linux-gnu")[0])
log = open(work + "/log", "w")
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
subprocess.run(["mount", "--bind", work + "/accounts", "/etc/passwd"], check=True)
pyftpdlib = """
import sys
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler
from pyftpdlib.servers import FTPServer
FTPHandler.authorizer = DummyAuthorizer()
FTPHandler.authorizer.add_anonymous(sys.argv[1], perm="elradfmw")
FTPServer(("127.0.1.1", 21), FTPHandler).serve_forever()
"""
def inetd(listener):
    while True:
        connection = listener.accept()[0]
        subprocess.Popen([root + "/usr/sbin/ftpd"], stdin=connection, stdout=connection, stderr=log, env=libraries)
        connection.close()
threading.Thread(target=inetd, args=(socket.create_server(("127.0.1.5", 21)),), daemon=True).start()
servers = {
    "vsftpd": ("127.0.1.2", [root + "/usr/sbin/vsftpd", work + "/vsftpd.conf"], libraries),
    "proftpd": ("127.0.1.3", [root + "/usr/sbin/proftpd", "-n", "-c", work + "/proftpd.conf"], libraries),
    "inetutils": ("127.0.1.5", None, None),
    "pure-ftpd": ("127.0.1.4", [root + "/usr/sbin/pure-ftpd", "-4", "-S", "127.0.1.4,21", "-E", "-l",
                                "puredb:" + work + "/users.pdb", "-g", work + "/pid2"], libraries),
    "pyftpdlib": ("127.0.1.1", [sys.executable, "-c", pyftpdlib, work + "/files"],
                  dict(os.environ, PYTHONPATH=work + "/python"))}
said = []
sent = ftplib.FTP.putcmd
def send(self, line):
    said.append(line)
    sent(self, line)
ftplib.FTP.putcmd = send
changes = (0, b"HEL"), (6, b"WOR")
def renew():
    with open(file, "wb") as old:
        old.write(b"hello world")
    os.chown(file, 1, 1)
def there():
    with open(file) as changed:
        return changed.read()
def change(files, path, position, data):
    with files.openbin(path, "r+b") as opened:
        opened.seek(position)
        opened.write(data)
def show(name, client, results):
    print("%-10s %-7s at 0: %s, at 6: %s" % (name, client, *results), flush=True)
results = []
for position, data in changes:
    renew()
    with OSFS(work + "/files") as files:
        change(files, "pub/f", position, data)
    results.append(there())
show("directory", "fs", results)
for name, (address, command, environment) in servers.items():
    if command:
        subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    for _ in range(100):
        try:
            socket.create_connection((address, 21)).close()
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    results = []
    for position, data in changes:
        renew()
        with ftplib.FTP(address, timeout=20) as ftp:
            ftp.login("anonymous", "x@")
            reply = ftp.storbinary("STOR pub/f", io.BytesIO(data), rest=position)
        results.append(reply[:3] + " " + there())
    show(name, "ftplib", results)
    results = []
    for position, data in changes:
        renew()
        del said[:]
        with FTPFS(address, user="anonymous", passwd="x@", timeout=20) as files:
            change(files, "pub/f", position, data)
        stor = [line.split()[0] for line in said].index("STOR")
        results.append("%s, %s %s" % (there(), *(line.split("/")[0].split(" pub")[0].strip() for line in said[stor - 1:stor + 1])))
    show("", "fs", results)
PY
timeout -k 5 300 unshare -n -m -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
directory  fs      at 0: HELlo world, at 6: hello WORld
vsftpd     ftplib  at 0: 226 HEL, at 6: 226 hello WORld
           fs      at 0: HEL, REST 0 STOR, at 6: hello WORld, REST 6 STOR
proftpd    ftplib  at 0: 226 HEL, at 6: 226 hello WORld
           fs      at 0: HEL, REST 0 STOR, at 6: hello WORld, REST 6 STOR
inetutils  ftplib  at 0: 226 HEL, at 6: 226 hello WORld
           fs      at 0: HEL, REST 0 STOR, at 6: hello WORld, REST 6 STOR
pure-ftpd  ftplib  at 0: 226 HEL, at 6: 226 hello WOR
           fs      at 0: HEL, REST 0 STOR, at 6: hello WOR, REST 6 STOR
pyftpdlib  ftplib  at 0: 226 HEL, at 6: 226 hello WORld
           fs      at 0: HEL, REST 0 STOR, at 6: hello WORld, REST 6 STOR
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
