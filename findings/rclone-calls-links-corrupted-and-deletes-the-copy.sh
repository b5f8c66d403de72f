#!/bin/sh
# Packages: Debian 12 rclone 1.60.1+dfsg-2+b5, lftp 4.9.2-2+b1, vsftpd 3.0.3-13+b2, proftpd-core 1.3.8+dfsg-4+deb12u5, pure-ftpd
#           1.0.50-2.1+b2, inetutils-ftpd 2:2.4-2+deb12u3; PyPI pyftpdlib 2.2.0
# Measured: 2026-12-01, Python 3.11
#
# On the server "latest" is a symbolic link to a file, and it's listed as one. rclone takes it for a file of the size that the
# listing has for it: none, which it makes 0, or that of the link, which is the length of the name that it points to. It
# fetches the file, finds that it has another size than that, says "corrupted on transfer: sizes differ", and deletes it. So
# the copy that was there before, and was right, is gone. And as there was an error, "rclone sync" deletes nothing else any
# more, each time, for the sake of one link. "rclone cat" has the file. At pyftpdlib, which lists what is behind the link, all
# is well, so that a test with it passes. lftp has it, as a link or as a file.
#
# Expected: that a link is known by the type that MLSD has for it (RFC 3659, 7.5.1), or by LIST's "l". RFC 3659, 7.5.7: MLSD's
# size is "the approximate size of the file". rclone(1), --ignore-checksum: "corrupted on transfer" is the error where
# checksums don't match. (rclone's issues 6517 and 6518 are about links on FTP servers.)
#
# Seen, of the size that "rclone lsl" has, and of a copy that has latest, as it should be, and gone, which the server hasn't:
#   vsftpd     rclone  size 0, cat: hello, sync: 1, sizes differ, the copy: f gone
#              lftp    mirror --delete: 0, the copy: f latest
#   proftpd    rclone  size 1, cat: hello, sync: 1, sizes differ, the copy: f gone
#              lftp    mirror --delete: 0, the copy: f latest
#   pure-ftpd  rclone  size 1, cat: hello, sync: 1, sizes differ, the copy: f gone
#              lftp    mirror --delete: 0, the copy: f latest
#   inetutils  rclone  size 0, cat: hello, sync: 1, sizes differ, the copy: f gone
#              lftp    mirror --delete: 0, the copy: f latest
#   pyftpdlib  rclone  size 6, cat: hello, sync: 0, the copy: f latest
#              lftp    mirror --delete: 0, the copy: f latest
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
debian rclone=1.60.1+dfsg-2+b5 lftp=4.9.2-2+b1 vsftpd=3.0.3-13+b2 libwrap0 proftpd-core=1.3.8+dfsg-4+deb12u5 libhiredis0.14 \
  libmemcached11 libmemcachedutil2 libhashkit2 libpcre2-posix3 pure-ftpd=1.0.50-2.1+b2 libsodium23 \
  inetutils-ftpd=2:2.4-2+deb12u3
pip install -q --target "$work/python" pyftpdlib==2.2.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get pyftpdlib"; exit 2; }
mkdir -p "$work/files/pub" "$work/empty"
chmod 755 "$work" "$work/files" "$work/empty"
echo hello >"$work/files/pub/f"
ln -s f "$work/files/pub/latest"
{ grep -v '^ftp:' /etc/passwd; echo "ftp:x:1:1::$work/files:/bin/sh"; } >"$work/accounts"
cat >"$work/vsftpd.conf" <<CONF
listen=YES
listen_address=127.0.1.2
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
DefaultAddress 127.0.1.3
SocketBindTight on
UseIPv6 off
UseFtpUsers off
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
import glob, os, shutil, socket, subprocess, sys, threading, time
work = sys.argv[1]
root, copy = work + "/root", work + "/copy"
libraries = dict(os.environ, LD_LIBRARY_PATH=glob.glob(root + "/usr/lib/*-linux-gnu")[0], HOME=work)
log = open(work + "/log", "w")
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
subprocess.run(["mount", "--bind", work + "/accounts", "/etc/passwd"], check=True)
def inetd(listener):
    while True:
        connection = listener.accept()[0]
        subprocess.Popen([root + "/usr/sbin/ftpd"], stdin=connection, stdout=connection, stderr=log, env=libraries)
        connection.close()
threading.Thread(target=inetd, args=(socket.create_server(("127.0.1.5", 21)),), daemon=True).start()
pyftpdlib = [sys.executable, "-m", "pyftpdlib", "-i", "127.0.1.1", "-p", "21", "-d", work + "/files"]
servers = {
    "vsftpd": ("127.0.1.2", [root + "/usr/sbin/vsftpd", work + "/vsftpd.conf"], libraries),
    "proftpd": ("127.0.1.3", [root + "/usr/sbin/proftpd", "-n", "-c", work + "/proftpd.conf"], libraries),
    "pure-ftpd": ("127.0.1.4", [root + "/usr/sbin/pure-ftpd", "-4", "-S", "127.0.1.4,21", "-E", "-l",
                                "puredb:" + work + "/users.pdb", "-g", work + "/pid2"], libraries),
    "inetutils": ("127.0.1.5", None, None),
    "pyftpdlib": ("127.0.1.1", pyftpdlib, dict(os.environ, PYTHONPATH=work + "/python"))}
def run(*command):
    return subprocess.run(command, env=libraries, capture_output=True, text=True, timeout=100)
def renew():
    shutil.rmtree(copy, ignore_errors=True)
    os.mkdir(copy)
    for name in ("latest", "gone"):
        with open(copy + "/" + name, "w") as file:
            file.write("hello\n")
def there():
    return " ".join(sorted(os.listdir(copy)))
rclone = [root + "/usr/bin/rclone", "--config", "/dev/null"]
password = run(*rclone, "obscure", "x@").stdout.strip()
for name, (address, command, environment) in servers.items():
    if command:
        subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    for _ in range(100):
        try:
            socket.create_connection((address, 21)).close()
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    remote = ":ftp,host=%s,user=anonymous,pass=%s:/pub" % (address, password)
    listed = [line.split() for line in run(*rclone, "lsl", remote).stdout.splitlines()]
    size = next(words[0] for words in listed if words[-1] == "latest")
    content = run(*rclone, "cat", remote + "/latest").stdout.strip()
    renew()
    sync = run(*rclone, "sync", remote, copy)
    differ = ", sizes differ" if "latest: corrupted on transfer: sizes differ" in sync.stderr else ""
    print("%-10s rclone  size %s, cat: %s, sync: %d%s, the copy: %s" % (name, size, content, sync.returncode, differ, there()))
    renew()
    mirror = run(root + "/usr/bin/lftp", "--norc", "-u", "anonymous,x@", "-e",
                 "set net:timeout 20; set net:max-retries 2; mirror --delete pub %s; exit" % copy, address)
    print("%-10s lftp    mirror --delete: %d, the copy: %s" % ("", mirror.returncode, there()), flush=True)
PY
timeout -k 5 300 unshare -n -m -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
vsftpd     rclone  size 0, cat: hello, sync: 1, sizes differ, the copy: f gone
           lftp    mirror --delete: 0, the copy: f latest
proftpd    rclone  size 1, cat: hello, sync: 1, sizes differ, the copy: f gone
           lftp    mirror --delete: 0, the copy: f latest
pure-ftpd  rclone  size 1, cat: hello, sync: 1, sizes differ, the copy: f gone
           lftp    mirror --delete: 0, the copy: f latest
inetutils  rclone  size 0, cat: hello, sync: 1, sizes differ, the copy: f gone
           lftp    mirror --delete: 0, the copy: f latest
pyftpdlib  rclone  size 6, cat: hello, sync: 0, the copy: f latest
           lftp    mirror --delete: 0, the copy: f latest
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
