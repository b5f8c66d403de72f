#!/bin/sh
# Packages: PyPI fs 2.4.16 (PyFilesystem2; with six 1.17.0, appdirs 1.4.4, setuptools 79.0.1), pyftpdlib 2.2.0;
#           Debian 12 vsftpd 3.0.3-13+b2, proftpd-core 1.3.8+dfsg-4+deb12u5
# Measured: 2026-11-30, Python 3.11
#
# A program opens a file by PyFilesystem2, reads 10 bytes, seeks, and reads on, as whatever reads an archive does. For
# seek() the library says QUIT, waits for the reply, and only then closes the data connection that it has stopped
# reading. vsftpd and proftpd read no command before the transfer is over, and it isn't over, as nobody reads: each side
# waits for the other until the client's time-out. Of a small file vsftpd has sent all by then, and its 226 is taken for
# QUIT's reply, so that a test with small files passes. proftpd's 226 waits for the client to close, whatever the size.
# pyftpdlib, which the library's own tests run, answers QUIT in the midst of a transfer, and there all goes well.
#
# Expected: RFC 959, 4.1.1, QUIT: "If file transfer is in progress, the connection will remain open for result response
# and the server will then close it". So a client that says QUIT in the midst of a download first has to read its data to
# the end, or close, and then has a reply to come before that to QUIT. (PyFilesystem2's issue 405 tells of uploads to
# vsftpd.)
#
# Seen, of bytes 100 to 109 by read(10), seek(100), read(10):
#   pyftpdlib  1000 bytes      right
#   pyftpdlib  30000000 bytes  right
#   vsftpd     1000 bytes      right
#   vsftpd     30000000 bytes  OSError: cannot read from timed out object
#   proftpd    1000 bytes      OSError: cannot read from timed out object
#   proftpd    30000000 bytes  OSError: cannot read from timed out object
#
# The time-out is 3 s here, to have it measured sooner. With the library's own, 10 s, it's the same.
#
# Needs: root (the servers change their user), apt-get, pip, python3, ip.
set -eu
[ "$(id -u)" = 0 ] || { echo "not measured: needs root"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian vsftpd=3.0.3-13+b2 libwrap0 proftpd-core=1.3.8+dfsg-4+deb12u5 libhiredis0.14 libmemcached11 libmemcachedutil2 \
  libhashkit2 libpcre2-posix3
pip install -q --target "$work/python" fs==2.4.16 six==1.17.0 appdirs==1.4.4 setuptools==79.0.1 pyftpdlib==2.2.0 \
  >"$work/pip" 2>&1 || { cat "$work/pip"; echo "not measured: can't get fs and pyftpdlib"; exit 2; }
mkdir "$work/files" "$work/empty"
chmod 755 "$work" "$work/files" "$work/empty"
cat >"$work/vsftpd.conf" <<CONF
listen=YES
listen_port=2102
background=NO
anonymous_enable=YES
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
cat >"$work/measure.py" <<'PY'
import glob, os, socket, subprocess, sys, time, warnings
work = sys.argv[1]
sys.path.insert(0, work + "/python")
warnings.simplefilter("ignore")
from fs.ftpfs import FTPFS
sizes = 1000, 30000000
for size in sizes:
    with open("%s/files/%d" % (work, size), "wb") as file:
        file.write(bytes(range(250)) * (size // 250))
    os.chmod(file.name, 0o644)
libraries = dict(os.environ, LD_LIBRARY_PATH=glob.glob(work + "/root/usr/lib/*-linux-gnu")[0])
python = dict(os.environ, PYTHONPATH=work + "/python")
servers = {
    "pyftpdlib": (2101, [sys.executable, "-m", "pyftpdlib", "-i", "127.0.0.1", "-p", "2101", "-d", work + "/files"], python),
    "vsftpd": (2102, [work + "/root/usr/sbin/vsftpd", work + "/vsftpd.conf"], libraries),
    "proftpd": (2103, [work + "/root/usr/sbin/proftpd", "-n", "-c", work + "/proftpd.conf"], libraries)}
for name, (port, command, environment) in servers.items():
    subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    for size in sizes:
        try:
            with FTPFS("127.0.0.1", port=port, timeout=3).openbin(str(size)) as file:
                first = file.read(10)
                file.seek(100)
                right = (first, file.read(10)) == (bytes(range(10)), bytes(range(100, 110)))
            ended = "right" if right else "wrong"
        except Exception as e:
            ended = "%s: %s" % (type(e).__name__, e)
        print("%-10s %-15s %s" % (name, "%d bytes" % size, ended), flush=True)
PY
timeout -k 5 100 unshare -n -p -f --kill-child sh -c 'ip link set lo up && exec python3 "$@"' - "$work/measure.py" "$work" \
  >"$work/actual" 2>&1 || echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
pyftpdlib  1000 bytes      right
pyftpdlib  30000000 bytes  right
vsftpd     1000 bytes      right
vsftpd     30000000 bytes  OSError: cannot read from timed out object
proftpd    1000 bytes      OSError: cannot read from timed out object
proftpd    30000000 bytes  OSError: cannot read from timed out object
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
