#!/bin/sh
# Packages: PyPI imageio-ffmpeg 0.6.0, whose wheel brings FFmpeg 7.0.2 along, pyftpdlib 2.2.0; Debian 12 vsftpd 3.0.3-13+b2,
#           proftpd-core 1.3.8+dfsg-4+deb12u5, pure-ftpd 1.0.50-2.1+b2; Python 3.11's ftplib
# Measured: 2026-11-30
#
# ffmpeg can write to an ftp: URL. When the last byte is written, it closes the data connection and the control connection
# as well, at once, without QUIT and without reading the reply to STOR. What it wrote last is in its kernel's send buffer
# then, and on a link of 40 Mbit/s that is 0.2 to 1.4 MB. The control connection's end has no such queue before
# it and overtakes that. pyftpdlib, proftpd and pure-ftpd see that their client has gone, give the transfer up, and keep a
# file that is cut short. ffmpeg has ended with 0 and says nothing. vsftpd doesn't look at the control connection in the midst
# of a transfer and has it all. On a link without a limit, as loopback is, nearly all files are whole.
#
# Expected: RFC 959, 4.1.1, QUIT: "An unexpected close on the control connection will cause the server to take the effective
# action of an abort (ABOR) and a logout (QUIT)". So three of the servers do as they should, and a client waits for its 226.
# ffmpeg-protocols(1), ftp, advises against writing, as servers differ in how they seek: there may be "incomplete content due to
# server limitations". Here nothing is sought, and it's no server's limitation.
#
# Seen, of 5000000 bytes, "whole" being five times out of five:
#   pyftpdlib  ftplib  226, whole
#              ffmpeg  exit status 0, cut short
#   vsftpd     ftplib  226, whole
#              ffmpeg  exit status 0, whole
#   proftpd    ftplib  226, whole
#              ffmpeg  exit status 0, cut short
#   pure-ftpd  ftplib  226, whole
#              ffmpeg  exit status 0, cut short
#
# Needs: root (the servers change their user), apt-get, pip, python3, openssl, ip, tc, a kernel with sch_tbf.
set -eu
[ "$(id -u)" = 0 ] || { echo "not measured: needs root"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/slow" <<'SH'
ip link set lo mtu 1500 up
tc qdisc add dev lo root tbf rate 40mbit burst 128kb latency 400ms
SH
unshare -n sh -e "$work/slow" >"$work/log" 2>&1 || { cat "$work/log"; echo "not measured: can't limit a link's rate"; exit 2; }
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian vsftpd=3.0.3-13+b2 libwrap0 pure-ftpd=1.0.50-2.1+b2 proftpd-core=1.3.8+dfsg-4+deb12u5 libhiredis0.14 libmemcached11 \
  libmemcachedutil2 libhashkit2 libpcre2-posix3
pip install -q --target "$work/python" imageio-ffmpeg==0.6.0 pyftpdlib==2.2.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get imageio-ffmpeg and pyftpdlib"; exit 2; }
mkdir -p "$work/files/up" "$work/empty"
chmod 755 "$work" "$work/files" "$work/empty"
chown daemon "$work/files/up"
cat >"$work/vsftpd.conf" <<CONF
listen=YES
listen_port=2102
background=NO
anonymous_enable=YES
anon_root=$work/files
anon_upload_enable=YES
write_enable=YES
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
import ftplib, glob, os, socket, subprocess, sys, time
work = sys.argv[1]
size = 5000000
with open(work + "/upload", "wb") as file:
    file.write(bytes(range(250)) * (size // 250))
log = open(work + "/log", "w")
libraries = dict(os.environ, LD_LIBRARY_PATH=glob.glob(work + "/root/usr/lib/*-linux-gnu")[0])
python = dict(os.environ, PYTHONPATH=work + "/python")
root = work + "/root/usr/sbin/"
servers = {
    "pyftpdlib": (
        2101, [sys.executable, "-m", "pyftpdlib", "-w", "-i", "127.0.0.1", "-p", "2101", "-d", work + "/files"], python),
    "vsftpd": (2102, [root + "vsftpd", work + "/vsftpd.conf"], libraries),
    "proftpd": (2103, [root + "proftpd", "-n", "-c", work + "/proftpd.conf"], libraries),
    "pure-ftpd": (
        2104, [root + "pure-ftpd", "-4", "-S", "127.0.0.1,2104", "-E", "-l", "puredb:" + work + "/users.pdb",
               "-g", work + "/pid"], os.environ)}
def in_ftplib(port):
    with ftplib.FTP(timeout=30) as ftp:
        ftp.connect("127.0.0.1", port)
        ftp.login("anonymous", "x@")
        with open(work + "/upload", "rb") as file:
            return ftp.storbinary("STOR up/ftplib", file)[:3]
def in_ffmpeg(port):
    ended = subprocess.run(
        [*glob.glob(work + "/python/imageio_ffmpeg/binaries/ffmpeg-*"), "-nostdin", "-v", "error",
         "-f", "s16le", "-i", work + "/upload", "-c", "copy", "-f", "s16le",
         "ftp://anonymous:x%%40@127.0.0.1:%d/up/ffmpeg" % port],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=30)
    return "exit status %d%s" % (ended.returncode, ended.stdout)
def at_rest(file): # the size, once it hasn't changed for a second; 20 s at most
    sizes = []
    while len(sizes) < 200 and (len(sizes) < 10 or len(set(sizes[-10:])) > 1):
        sizes.append(os.path.getsize(file))
        time.sleep(0.1)
    return sizes[-1]
for name, (port, command, environment) in servers.items():
    subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    for client, upload in ("ftplib", in_ftplib), ("ffmpeg", in_ffmpeg):
        for _ in range(5): # as a busy machine may be slower than the link
            said = upload(port)
            file = work + "/files/up/" + client
            there = at_rest(file)
            os.remove(file)
            if there != size:
                break
        print("%-10s %-7s %s, %s" % (name, client, said, "whole" if there == size else "cut short"), flush=True)
        name = ""
PY
timeout -k 5 400 unshare -n -p -f --kill-child sh -c 'sh -e "$1/slow" && exec python3 "$1/measure.py" "$1"' - "$work" \
  >"$work/actual" 2>&1 || echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
pyftpdlib  ftplib  226, whole
           ffmpeg  exit status 0, cut short
vsftpd     ftplib  226, whole
           ffmpeg  exit status 0, whole
proftpd    ftplib  226, whole
           ffmpeg  exit status 0, cut short
pure-ftpd  ftplib  226, whole
           ffmpeg  exit status 0, cut short
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
