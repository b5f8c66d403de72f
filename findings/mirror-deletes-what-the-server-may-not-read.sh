#!/bin/sh
# Packages: Debian 12 vsftpd 3.0.3-13+b2, proftpd-core 1.3.8+dfsg-4+deb12u5, pure-ftpd 1.0.50-2.1+b2, inetutils-ftpd
#           2:2.4-2+deb12u3, lftp 4.9.2-2+b1, rclone 1.60.1+dfsg-2+b5, ftpcopy 0.6.7-5; PyPI pyftpdlib 2.2.0
# Measured: 2026-12-01, Python 3.11's ftplib
#
# A directory on the server loses its permission to be read (mode 711), by mistake, and a client mirrors the server to a copy,
# and deletes there what the server hasn't any more. Four of five servers end LIST with 226 and nothing before it: the directory
# is an empty one. That it couldn't be read stands in the words behind the 226, or in the data, or nowhere. So the mirror deletes
# what was in it from the copy, and ends with 0. MLSD is answered with 550 by two of the four. rclone, which says MLSD,
# keeps the copy there; lftp says MLSD too, has its 550, asks again by LIST, goes by the 226, and deletes. ftpcopy deletes even
# where the server says 550 to LIST, and ends with 0.
#
# Expected: RFC 959, 4.2: a 2yz is "the requested action has been successfully completed"; 5.4: LIST fails by 450, "File
# unavailable", or 451. ftpcopy(1): it deletes what was "not found on the remote site"; lftp(1), mirror --delete: "files not present
# at the source"; rclone(1), sync: nothing is deleted "if there were any errors at any point". (A listing that ends with 451 stops
# all three.)
#
# Seen, of f in the directory locked, after a mirror of all, and each client's exit status:
#   vsftpd     LIST  226 Transfer done (but failed to open directory).
#              MLSD  500
#              lftp  0, deleted       rclone  0, deleted       ftpcopy 0, deleted
#   proftpd    LIST  226 Transfer complete
#              MLSD  550
#              lftp  0, deleted       rclone  3, kept          ftpcopy 0, deleted
#   pure-ftpd  LIST  226-Sorry, we were unable to read [.] | 226-Options: -l | 226 0 matches total
#              MLSD  550
#              lftp  0, deleted       rclone  3, kept          ftpcopy 0, deleted
#   inetutils  LIST  226 Transfer complete. (data: .: Permission denied)
#              MLSD  500
#              lftp  0, deleted       rclone  0, deleted       ftpcopy 0, deleted
#   pyftpdlib  LIST  550 Permission denied.
#              MLSD  550
#              lftp  1, kept          rclone  3, kept          ftpcopy 0, deleted
#
# Needs: root (the servers change their user; /etc/passwd gets an ftp account in a mount namespace), apt-get, pip, python3,
# openssl, setpriv, ip.
set -eu
[ "$(id -u)" = 0 ] || { echo "not measured: needs root"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian vsftpd=3.0.3-13+b2 proftpd-core=1.3.8+dfsg-4+deb12u5 libhiredis0.14 libmemcached11 libmemcachedutil2 libhashkit2 \
  libpcre2-posix3 pure-ftpd=1.0.50-2.1+b2 inetutils-ftpd=2:2.4-2+deb12u3 libwrap0 lftp=4.9.2-2+b1 rclone=1.60.1+dfsg-2+b5 \
  ftpcopy=0.6.7-5
pip install -q --target "$work/python" pyftpdlib==2.2.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get pyftpdlib"; exit 2; }
mkdir "$work/files" "$work/files/locked" "$work/files/open" "$work/empty"
printf hello >"$work/files/locked/f"
printf hello >"$work/files/open/f"
chmod 755 "$work" "$work/files" "$work/files/open" "$work/empty"
chmod 711 "$work/files/locked"
chmod 644 "$work/files/locked/f" "$work/files/open/f"
{ grep -v '^ftp:' /etc/passwd; echo "ftp:x:2:2::$work/files:/bin/sh"; } >"$work/accounts"
cat >"$work/vsftpd.conf" <<CONF
listen=YES
listen_address=127.0.0.1
listen_port=2101
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
Port 2102
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
import ftplib, glob, os, shutil, socket, subprocess, sys, threading, time
work = sys.argv[1]
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
subprocess.run(["mount", "--bind", work + "/accounts", "/etc/passwd"], check=True)
log = open(work + "/log", "w")
env = dict(os.environ, LD_LIBRARY_PATH=glob.glob(work + "/root/usr/lib/*-linux-gnu")[0], PYTHONPATH=work + "/python", HOME=work)
sbin, bin = work + "/root/usr/sbin/", work + "/root/usr/bin/"
def inetd(listener):
    while True:
        connection = listener.accept()[0]
        subprocess.Popen([sbin + "ftpd"], stdin=connection, stdout=connection, env=env)
        connection.close()
threading.Thread(target=inetd, args=(socket.create_server(("127.0.0.1", 2104)),), daemon=True).start()
servers = {
    "vsftpd": (2101, [sbin + "vsftpd", work + "/vsftpd.conf"]),
    "proftpd": (2102, [sbin + "proftpd", "-n", "-c", work + "/proftpd.conf"]),
    "pure-ftpd": (
        2103, [sbin + "pure-ftpd", "-4", "-S", "127.0.0.1,2103", "-E", "-l", "puredb:" + work + "/users.pdb", "-g", work + "/pid2"]),
    "inetutils": (2104, None),
    "pyftpdlib": ( # as a user who isn't root, as the others are
        2105, ["setpriv", "--reuid=1", "--regid=1", "--clear-groups", sys.executable, "-m", "pyftpdlib", "-i", "127.0.0.1",
               "-p", "2105", "-d", work + "/files"])}
password = subprocess.run([bin + "rclone", "obscure", "x@"], stdout=subprocess.PIPE, text=True, env=env).stdout.strip()
def listing(port, command):
    with ftplib.FTP(timeout=20) as ftp:
        ftp.connect("127.0.0.1", port)
        ftp.login("anonymous", "x@")
        ftp.cwd("locked")
        lines = []
        try:
            reply = ftp.retrlines(command, lines.append)
        except ftplib.error_perm as e:
            reply = str(e)
        return " | ".join(line.strip() for line in reply.splitlines()) + (" (data: %s)" % " | ".join(lines) if lines else "")
def mirror(copy, command):
    for directory in "locked", "open":
        os.makedirs("%s/%s" % (copy, directory))
        shutil.copy2("%s/files/%s/f" % (work, directory), "%s/%s/f" % (copy, directory))
    status = subprocess.run(["timeout", "60"] + command, env=env, stdout=log, stderr=log, stdin=subprocess.DEVNULL).returncode
    left = [directory for directory in ("locked", "open") if os.path.exists("%s/%s/f" % (copy, directory))]
    shutil.rmtree(copy)
    return "%d, %s" % (status, {"locked open": "kept", "open": "deleted"}.get(" ".join(left), "left: %s" % left))
for name, (port, command) in servers.items():
    if command:
        subprocess.Popen(command, env=env, stdout=log, stderr=log)
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    copy = work + "/copy"
    seen = [(client, mirror(copy, command)) for client, command in (
        ("lftp", [bin + "lftp", "-c", "set net:reconnect-interval-base 1; set ftp:ssl-allow no; "
                  "open -u anonymous,x@ ftp://127.0.0.1:%d && mirror --delete / %s" % (port, copy)]),
        ("rclone", [bin + "rclone", "--config", "/dev/null", "--retries", "1", "sync",
                    ":ftp,host=127.0.0.1,port=%d,user=anonymous,pass='%s':/" % (port, password), copy]),
        ("ftpcopy", [bin + "ftpcopy", "-u", "anonymous", "-p", "x@", "ftp://127.0.0.1:%d/" % port, copy]))]
    print("%-9s  LIST  %s" % (name, listing(port, "LIST")))
    print("%-9s  MLSD  %s" % ("", listing(port, "MLSD")[:3]))
    print("%-9s  lftp  %-16s rclone  %-16s ftpcopy %s" % (("",) + tuple(result for _, result in seen)), flush=True)
PY
timeout -k 5 300 unshare -n -m -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
vsftpd     LIST  226 Transfer done (but failed to open directory).
           MLSD  500
           lftp  0, deleted       rclone  0, deleted       ftpcopy 0, deleted
proftpd    LIST  226 Transfer complete
           MLSD  550
           lftp  0, deleted       rclone  3, kept          ftpcopy 0, deleted
pure-ftpd  LIST  226-Sorry, we were unable to read [.] | 226-Options: -l | 226 0 matches total
           MLSD  550
           lftp  0, deleted       rclone  3, kept          ftpcopy 0, deleted
inetutils  LIST  226 Transfer complete. (data: .: Permission denied)
           MLSD  500
           lftp  0, deleted       rclone  0, deleted       ftpcopy 0, deleted
pyftpdlib  LIST  550 Permission denied.
           MLSD  550
           lftp  1, kept          rclone  3, kept          ftpcopy 0, deleted
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
