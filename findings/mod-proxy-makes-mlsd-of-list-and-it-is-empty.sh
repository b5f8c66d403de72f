#!/bin/sh
# Packages: Debian 12 proftpd-core and proftpd-mod-crypto 1.3.8+dfsg-4+deb12u5, proftpd-mod-proxy 0.9.2-1+deb12u1, vsftpd
#           3.0.3-13+b2, pure-ftpd 1.0.50-2.1+b2, lftp 4.9.2-2+b1; PyPI pyftpdlib 2.2.0; Python 3.11's ftplib
# Measured: 2026-12-01
#
# ProFTPD's mod_proxy as a reverse proxy answers FEAT by itself, with MLST in it, whatever the server has. vsftpd has no MLSD
# and says 500, which not every client gets over. The proxy's cure is "ProxyDirectoryListPolicy LIST": it says LIST to the
# server and makes MLSD's lines of what comes. But it wants the columns where ProFTPD has them: 3 characters for the number of
# links, 8 for the owner, 8 for the group. vsftpd has 4 for the first, and pure-ftpd more for each. A line that isn't so is
# left out, so the directory is empty, 226. lftp, told to mirror it with --delete, deletes the copies that it has made
# before, and ends with 0. pyftpdlib has ProFTPD's columns, so a test with it passes. "ProxyOptions ShowFeatures", with which
# FEAT is the server's own, is the cure.
#
# Expected: mod_proxy's documentation: as a reverse proxy it "defaults to not responding" to FEAT, and by the policy it can
# "translate the backend format into the client-requested format". RFC 959, 5.4: 226 for a listing that is complete; and
# 4.1.3, LIST: the format "may vary widely from system to system". (mod_proxy's issue 278 has the empty listing of vsftpd,
# with FileZilla and without the cause; the columns are the same in its source of August 2026.)
#
# Seen, of f in a directory, its copy being there before lftp mirrors it:
#                                    FEAT: MLST  MLSD      after lftp's mirror --delete
#   vsftpd                           False       500       status 0, the copy: kept
#   vsftpd     proxy                 True        500       status 0, the copy: kept
#   vsftpd     proxy, ShowFeatures   False       500       status 0, the copy: kept
#   vsftpd     proxy, policy LIST    True        226       status 0, the copy: deleted
#   pure-ftpd  proxy, policy LIST    True        226       status 0, the copy: deleted
#   pyftpdlib  proxy, policy LIST    True        226 f     status 0, the copy: kept
#   vsftpd     LIST  -rw-r--r--    1 0        0               5 DATE f
#   pure-ftpd  LIST  -rw-r--r--    1 0          0                   5 DATE f
#   pyftpdlib  LIST  -rw-r--r--   1 root     root            5 DATE f
#
# Needs: root (the servers change their user), openssl, apt-get, pip, python3, ip.
set -eu
[ "$(id -u)" = 0 ] || { echo "not measured: needs root"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian proftpd-core=1.3.8+dfsg-4+deb12u5 proftpd-mod-crypto=1.3.8+dfsg-4+deb12u5 proftpd-mod-proxy=0.9.2-1+deb12u1 \
  libhiredis0.14 libmemcached11 libmemcachedutil2 libhashkit2 libpcre2-posix3 libsodium23 libsqlite3-0 \
  vsftpd=3.0.3-13+b2 libwrap0 pure-ftpd=1.0.50-2.1+b2 lftp=4.9.2-2+b1
pip install -q --target "$work/python" pyftpdlib==2.2.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get pyftpdlib"; exit 2; }
chmod 755 "$work"
mkdir "$work/files" "$work/empty"
chmod 755 "$work/files" "$work/empty"
printf hello >"$work/files/f"
chmod 644 "$work/files/f"
cat >"$work/vsftpd.conf" <<CONF
listen=YES
listen_address=127.0.0.1
listen_port=2101
background=NO
anonymous_enable=YES
ftp_username=daemon
anon_root=$work/files
secure_chroot_dir=$work/empty
seccomp_sandbox=NO
CONF
echo "tester:$(openssl passwd -6 secret):1:1::$work/files/./::::::::::::" >"$work/passwd"
"$work/root/usr/bin/pure-pw" mkdb "$work/users.pdb" -f "$work/passwd"
cat >"$work/measure.py" <<'PY'
import ftplib, glob, os, re, socket, subprocess, sys, time
work = sys.argv[1]
sbin = work + "/root/usr/sbin/"
env = dict(os.environ, LD_LIBRARY_PATH=glob.glob(work + "/root/usr/lib/*-linux-gnu")[0], PYTHONPATH=work + "/python", HOME=work)
log = open(work + "/log", "w")
for command in (
        [sbin + "vsftpd", work + "/vsftpd.conf"],
        [sbin + "pure-ftpd", "-4", "-S", "127.0.0.1,2102", "-E", "-l", "puredb:" + work + "/users.pdb", "-g", work + "/pid"],
        [sys.executable, "-m", "pyftpdlib", "-i", "127.0.0.1", "-p", "2103", "-d", work + "/files", "-u", "tester", "-P", "secret"]):
    subprocess.Popen(command, env=env, stdout=log, stderr=log)
cases = [("vsftpd", "", 2101, 2101, None), ("vsftpd", "proxy", 2111, 2101, ""),
         ("vsftpd", "proxy, ShowFeatures", 2112, 2101, "ProxyOptions ShowFeatures"),
         ("vsftpd", "proxy, policy LIST", 2113, 2101, "ProxyDirectoryListPolicy LIST"),
         ("pure-ftpd", "proxy, policy LIST", 2114, 2102, "ProxyDirectoryListPolicy LIST"),
         ("pyftpdlib", "proxy, policy LIST", 2115, 2103, "ProxyDirectoryListPolicy LIST")]
def ready(port):
    for _ in range(100):
        with socket.socket() as s:
            if s.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
for port in 2101, 2102, 2103:
    ready(port)
for _, _, port, server, more in cases[1:]:
    os.mkdir("%s/%d" % (work, port))
    with open("%s/%d/conf" % (work, port), "w") as conf: # mod_tls, because Debian's mod_proxy isn't linked with OpenSSL by itself
        conf.write("""
ModulePath {0}/root/usr/lib/proftpd
LoadModule mod_tls.c
LoadModule mod_proxy.c
ServerType standalone
DefaultAddress 127.0.0.1
UseIPv6 off
Port {1}
User daemon
Group daemon
WtmpLog off
PidFile {0}/{1}/pid
ScoreboardFile none
SystemLog {0}/{1}/system
ProxyEngine on
ProxyLog {0}/{1}/proxy
ProxyTables {0}/{1}
ProxyRole reverse
ProxyReverseServers ftp://127.0.0.1:{2}
{3}
""".format(work, port, server, more))
    subprocess.Popen([sbin + "proftpd", "-n", "-c", "%s/%d/conf" % (work, port)], env=env, stdout=log, stderr=log)
    ready(port)
def session(name, port):
    ftp = ftplib.FTP()
    ftp.connect("127.0.0.1", port, 20)
    ftp.login(*(["anonymous", "x"] if name == "vsftpd" else ["tester", "secret"]))
    return ftp
print("%-31s  FEAT: MLST  MLSD      after lftp's mirror --delete" % "")
for name, how, port, _, _ in cases:
    ftp = session(name, port)
    mlst = "MLST" in ftp.sendcmd("FEAT")
    lines = []
    try:
        mlsd = ftp.retrlines("MLSD", lines.append)[:3]
    except ftplib.error_perm as e:
        mlsd = str(e)[:3]
    names = [line.split(" ", 1)[1] for line in lines if "type=file" in line]
    copy = "%s/copy-%d" % (work, port)
    os.mkdir(copy)
    with open(copy + "/f", "w") as f:
        f.write("hello")
    user = "anonymous,x" if name == "vsftpd" else "tester,secret"
    status = subprocess.run(
        ["timeout", "60", work + "/root/usr/bin/lftp", "-c", "set net:reconnect-interval-base 1; set ftp:ssl-allow no; "
         "open -u %s ftp://127.0.0.1:%d && mirror --delete . %s" % (user, port, copy)],
        env=env, stdout=log, stderr=log).returncode
    print("%-9s  %-20s  %-10s  %-8s  status %d, the copy: %s" % (
        name, how, mlst, " ".join([mlsd] + names), status, "kept" if os.path.exists(copy + "/f") else "deleted"))
for name, port in ("vsftpd", 2101), ("pure-ftpd", 2102), ("pyftpdlib", 2103):
    lines = []
    session(name, port).retrlines("LIST", lines.append)
    print("%-9s  LIST  %s" % (name, re.sub("[A-Z][a-z][a-z] +[0-9]+ +[0-9:]+ f", "DATE f", lines[-1])))
PY
timeout -k 5 400 unshare -n -p -f --kill-child sh -c 'ip link set lo up && exec "$@"' - python3 "$work/measure.py" "$work" \
  >"$work/actual" 2>&1 || echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
                                 FEAT: MLST  MLSD      after lftp's mirror --delete
vsftpd                           False       500       status 0, the copy: kept
vsftpd     proxy                 True        500       status 0, the copy: kept
vsftpd     proxy, ShowFeatures   False       500       status 0, the copy: kept
vsftpd     proxy, policy LIST    True        226       status 0, the copy: deleted
pure-ftpd  proxy, policy LIST    True        226       status 0, the copy: deleted
pyftpdlib  proxy, policy LIST    True        226 f     status 0, the copy: kept
vsftpd     LIST  -rw-r--r--    1 0        0               5 DATE f
pure-ftpd  LIST  -rw-r--r--    1 0          0                   5 DATE f
pyftpdlib  LIST  -rw-r--r--   1 root     root            5 DATE f
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
