#!/bin/sh
# Packages: Debian 12 nim 1.6.10-2 (asyncftpclient), vsftpd 3.0.3-13+b2, proftpd-core 1.3.8+dfsg-4+deb12u5, pure-ftpd
#           1.0.50-2.1+b2, inetutils-ftpd 2:2.4-2+deb12u3; PyPI pyftpdlib 2.2.0
# Measured: 2026-12-01, Python 3.11, GCC 12.2
#
# The FTP client of Nim's standard library never says TYPE, so that all it transfers is ASCII. retrFile() and store() end
# well, and in a binary file LF has become CR LF after a download, and CR LF has become LF after an upload. It depends on the
# server: vsftpd takes ASCII for binary by default, and there all is as it was, so that a test with it passes. Two more things
# depend on the server. retrFile() takes the size out of the parentheses of the reply 150 or 125, for its display of the
# progress, and where there are none it raises an exception: by then it has emptied the local file, and the server's 226 is
# still to come. And it doesn't close its end of the data connection, for which proftpd waits 10 s (TimeoutLinger) before it
# says 226.
#
# Expected: RFC 959, 3.1.1.1: ASCII is the default type; 3.1.1.3: IMAGE is for binary data. 4.2: of a reply "the text is
# intended for the human user". RFC 9293, 3.6: a connection is closed when both sides have closed it. Nim's documentation:
# store "Uploads file to dest", retrFile "Downloads file and saves it to dest". (Nim's pull requests 4700 and 4707 of 2016
# were about the parentheses, and weren't merged.)
#
# Seen, of 17 bytes with two LF, two CR LF and NULs, the local file having been "old"; "10 s" is of retrFile:
#   vsftpd     retrFile  17 bytes, the same
#              store     17 bytes, the same
#   proftpd    retrFile  19 bytes, after 10 s
#              store     15 bytes
#   inetutils  retrFile  21 bytes
#              store     15 bytes
#   pure-ftpd  retrFile  Reply has no file size. The local file: 0 bytes
#              store     15 bytes
#   pyftpdlib  retrFile  Reply has no file size. The local file: 0 bytes
#              store     15 bytes
#
# Needs: root (the servers change their user; /etc/passwd gets an ftp account in a mount namespace), gcc, apt-get, pip,
# openssl, python3, ip.
set -eu
[ "$(id -u)" = 0 ] || { echo "not measured: needs root"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian nim=1.6.10-2 vsftpd=3.0.3-13+b2 libwrap0 proftpd-core=1.3.8+dfsg-4+deb12u5 libhiredis0.14 libmemcached11 \
  libmemcachedutil2 libhashkit2 libpcre2-posix3 pure-ftpd=1.0.50-2.1+b2 libsodium23 inetutils-ftpd=2:2.4-2+deb12u3
pip install -q --target "$work/python" pyftpdlib==2.2.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get pyftpdlib"; exit 2; }
mkdir -p "$work/files/pub" "$work/empty" "$work/nim"
chmod 755 "$work" "$work/files" "$work/empty"
chown daemon:daemon "$work/files/pub"
cat >"$work/client.nim" <<'NIM'
import std/[asyncdispatch, asyncftpclient, os, strutils]
proc main() {.async.} =
  let ftp = newAsyncFtpClient(paramStr(1), user = "anonymous", pass = "x@")
  await ftp.connect()
  try:
    if paramStr(2) == "retrFile":
      await ftp.retrFile("pub/f", paramStr(3))
    else:
      await ftp.store(paramStr(3), "pub/g")
  except ReplyError as e:
    echo e.msg.splitLines[0]
waitFor main()
NIM
mv "$work/root/etc/nim" "$work/root/usr/config"
HOME=$work timeout 200 "$work/root/usr/bin/nim" c --lib:"$work/root/usr/lib/nim/lib" --hints:off --nimcache:"$work/nim" \
  -o:"$work/client" "$work/client.nim" >"$work/log" 2>&1 || { cat "$work/log"; echo "not measured: can't build with Nim"; exit 2; }
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
import glob, os, socket, subprocess, sys, threading, time
work = sys.argv[1]
root, pub, local = work + "/root", work + "/files/pub", work + "/local"
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
binary = b"\x89PNG\r\n\x1a\n\0\n\xff\xfe\r\n\0\1\2"
assert len(binary) == 17 and binary.count(b"\n") == 4 and binary.count(b"\r\n") == 2
def write(name, content):
    with open(name, "wb") as file:
        file.write(content)
def read(name):
    with open(name, "rb") as file:
        return file.read()
def client(*arguments):
    ended = subprocess.run([work + "/client", *arguments], capture_output=True, text=True, timeout=60)
    return (ended.stdout + ended.stderr).strip()
def compared(content):
    return "%d bytes%s" % (len(content), ", the same" if content == binary else "")
for name, (address, command, environment) in servers.items():
    if command:
        subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    for _ in range(100):
        try:
            socket.create_connection((address, 21)).close()
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    write(pub + "/f", binary)
    write(local, b"old")
    start = time.monotonic()
    said = client(address, "retrFile", local)
    late = time.monotonic() - start >= 9
    if said:
        print("%-10s retrFile  %s The local file: %s" % (name, said, compared(read(local))))
    else:
        print("%-10s retrFile  %s%s" % (name, compared(read(local)), ", after 10 s" if late else ""))
    write(local, binary)
    said = client(address, "store", local)
    print("%-10s store     %s" % ("", said or compared(read(pub + "/g"))), flush=True)
    os.remove(pub + "/g")
PY
timeout -k 5 300 unshare -n -m -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
vsftpd     retrFile  17 bytes, the same
           store     17 bytes, the same
proftpd    retrFile  19 bytes, after 10 s
           store     15 bytes
inetutils  retrFile  21 bytes
           store     15 bytes
pure-ftpd  retrFile  Reply has no file size. The local file: 0 bytes
           store     15 bytes
pyftpdlib  retrFile  Reply has no file size. The local file: 0 bytes
           store     15 bytes
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
