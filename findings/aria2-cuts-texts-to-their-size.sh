#!/bin/sh
# Packages: Debian 12 aria2 and libaria2-0 1.36.0-1, wget 1.21.3-1+deb12u1, pure-ftpd 1.0.50-2.1+b2, proftpd-core
#           1.3.8+dfsg-4+deb12u5, vsftpd 3.0.3-13+b2 (with ascii_download_enable=YES), inetutils-ftpd 2:2.4-2+deb12u3; PyPI
#           pyftpdlib 2.2.0
# Measured: 2026-12-01
#
# aria2 with --ftp-type=ascii says TYPE A and then SIZE, takes the number for that of the bytes to come, and stops reading when
# it has them. vsftpd and pure-ftpd, asked in TYPE A, say the size of the file as it is, and send each line's LF as CR LF, so
# that a byte more comes for each line. aria2 ends with 0 and "Download complete", and what is beyond isn't in the file: of a
# text of 1000 lines it's 1000 bytes, the last 100 lines here. Where the 226 doesn't come, as the data connection is neither
# read to its end nor closed, aria2 goes on without it when its time is up. Of the other servers two refuse SIZE then and one
# reads the file to count, and aria2 has all of it. wget isn't misled.
#
# Expected: RFC 3659, 4: SIZE is "the exact number of octets" that would be transmitted, it depends on TYPE, "estimates of the
# file transfer size MUST NOT be returned". RFC 959, 3.4: in stream mode the end of the file is that of the connection. aria2c(1)
# on --ftp-type: "TYPE is either binary or ascii", and vsftpd.conf(5) on ascii_download_enable: nothing of sizes.
#
# Seen, of a text of 8890 bytes in 1000 lines:
#   inetutils  SIZE   213 9890
#              aria2  exit status 0, 9890 bytes
#   proftpd    SIZE   550 SIZE not allowed in ASCII mode
#              aria2  exit status 0, 9890 bytes
#   pyftpdlib  SIZE   550 SIZE not allowed in ASCII mode.
#              aria2  exit status 0, 9890 bytes
#   vsftpd     SIZE   213 8890
#              aria2  exit status 0, 8890 bytes
#              wget   exit status 0, 9890 bytes
#   pure-ftpd  SIZE   213 8890
#              aria2  exit status 0, 8890 bytes
#              wget   exit status 0, 9890 bytes
#
# The time for the 226 is 5 s here, and 60 s by default.
#
# Needs: root (the servers change their user; /etc/passwd gets an ftp account in a mount namespace), apt-get, pip, python3,
# openssl, ip.
set -eu
[ "$(id -u)" = 0 ] || { echo "not measured: needs root"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian aria2=1.36.0-1 libaria2-0=1.36.0-1 libc-ares2 libssh2-1 wget=1.21.3-1+deb12u1 pure-ftpd=1.0.50-2.1+b2 \
  inetutils-ftpd=2:2.4-2+deb12u3 vsftpd=3.0.3-13+b2 libwrap0 proftpd-core=1.3.8+dfsg-4+deb12u5 libhiredis0.14 libmemcached11 \
  libmemcachedutil2 libhashkit2 libpcre2-posix3
pip install -q --target "$work/python" pyftpdlib==2.2.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get pyftpdlib"; exit 2; }
mkdir "$work/files" "$work/empty" "$work/got"
chmod 755 "$work" "$work/files" "$work/empty"
python3 -c 'for line in range(1000): print("line", line)' >"$work/files/text"
{ grep -v '^ftp:' /etc/passwd; echo "ftp:x:2:2::$work/files:/bin/sh"; } >"$work/accounts"
cat >"$work/vsftpd.conf" <<CONF
listen=YES
listen_port=2102
background=NO
anonymous_enable=YES
ascii_download_enable=YES
anon_root=$work/files
ftp_username=daemon
nopriv_user=daemon
secure_chroot_dir=$work/empty
seccomp_sandbox=NO
CONF
cat >"$work/proftpd.conf" <<CONF
ModulePath $work/root/usr/lib/proftpd
ServerType standalone
DefaultAddress 127.0.0.1
UseIPv6 off
Port 2103
User daemon
Group daemon
WtmpLog off
TransferLog none
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
import ftplib, glob, os, socket, subprocess, sys, threading, time
work = sys.argv[1]
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
subprocess.run(["mount", "--bind", work + "/accounts", "/etc/passwd"], check=True)
log = open(work + "/log", "w")
libraries = dict(os.environ, LD_LIBRARY_PATH=glob.glob(work + "/root/usr/lib/*-linux-gnu")[0])
python = dict(os.environ, PYTHONPATH=work + "/python")
root = work + "/root/usr/sbin/"
def inetd(listener):
    while True:
        connection = listener.accept()[0]
        subprocess.Popen([root + "ftpd"], stdin=connection, stdout=connection, env=libraries)
        connection.close()
threading.Thread(target=inetd, args=(socket.create_server(("127.0.0.1", 2105)),), daemon=True).start()
servers = {
    "inetutils": (2105, None, None),
    "proftpd": (2103, [root + "proftpd", "-n", "-c", work + "/proftpd.conf"], libraries),
    "pyftpdlib": (2101, [sys.executable, "-m", "pyftpdlib", "-i", "127.0.0.1", "-p", "2101", "-d", work + "/files"], python),
    "vsftpd": (2102, [root + "vsftpd", work + "/vsftpd.conf"], libraries),
    "pure-ftpd": (
        2104, [root + "pure-ftpd", "-4", "-S", "127.0.0.1,2104", "-E", "-l", "puredb:" + work + "/users.pdb",
               "-g", work + "/pid"], os.environ)}
def size(port):
    with ftplib.FTP(timeout=20) as ftp:
        ftp.connect("127.0.0.1", port)
        ftp.login("anonymous", "x@")
        ftp.sendcmd("TYPE A")
        try:
            return ftp.sendcmd("SIZE text")
        except ftplib.error_perm as e:
            return str(e)
def get(*command):
    ended = subprocess.run(command, env=libraries, stdout=log, stderr=log, timeout=60)
    file = work + "/got/text"
    there = os.path.getsize(file) if os.path.exists(file) else 0
    if there:
        os.remove(file)
    return "exit status %d, %d bytes" % (ended.returncode, there)
for name, (port, command, environment) in servers.items():
    if command:
        subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    print("%-10s SIZE   %s" % (name, size(port)))
    print("%-10s aria2  %s" % ("", get(
        work + "/root/usr/bin/aria2c", "--no-conf", "--timeout=5", "--ftp-user=anonymous", "--ftp-passwd=x@", "--ftp-type=ascii",
        "-d", work + "/got", "-o", "text", "ftp://127.0.0.1:%d/text" % port)), flush=True)
    if name in ("vsftpd", "pure-ftpd"):
        print("%-10s wget   %s" % ("", get(
            work + "/root/usr/bin/wget", "--no-config", "--no-netrc", "--ftp-user=anonymous", "--ftp-password=x@",
            "-O", work + "/got/text", "ftp://127.0.0.1:%d/text;type=a" % port)), flush=True)
PY
timeout -k 5 200 unshare -n -m -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
inetutils  SIZE   213 9890
           aria2  exit status 0, 9890 bytes
proftpd    SIZE   550 SIZE not allowed in ASCII mode
           aria2  exit status 0, 9890 bytes
pyftpdlib  SIZE   550 SIZE not allowed in ASCII mode.
           aria2  exit status 0, 9890 bytes
vsftpd     SIZE   213 8890
           aria2  exit status 0, 8890 bytes
           wget   exit status 0, 9890 bytes
pure-ftpd  SIZE   213 8890
           aria2  exit status 0, 8890 bytes
           wget   exit status 0, 9890 bytes
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
