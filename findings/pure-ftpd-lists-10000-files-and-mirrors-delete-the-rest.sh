#!/bin/sh
# Packages: Debian 12 pure-ftpd 1.0.50-2.1+b2, proftpd-core 1.3.8+dfsg-4+deb12u5, rclone 1.60.1+dfsg-2+b5, lftp 4.9.2-2+b1,
#           ftpcopy 0.6.7-5; Python 3.11's ftplib
# Measured: 2026-12-01
#
# pure-ftpd shows no more than 10000 files of a directory, "." and ".." included, unless it's told otherwise (-L,
# LimitRecursion). That is so for LIST, NLST and MLSD, and each ends with 226, as if that were all; that it isn't stands in
# the words behind. So when a directory grows beyond that, mirrors don't get what is new, in the best case. Told to delete
# what the server hasn't got, they delete from the copy what isn't shown. All three end with 0. Which files these are depends
# on the order in the server's file system, as what is shown is what comes first there.
#
# Expected: RFC 959, 4.2: a 2yz is "the requested action has been successfully completed"; 4.1.3, LIST: "if the pathname
# specifies a directory [...], the server should transfer a list of files in the specified directory"; 5.4 has 451 for what is
# broken off. RFC 3659, 7.2: MLSD's listing is of the directory's contents. rclone(1), sync: nothing is deleted "if there were
# any errors at any point". pure-ftpd(8), -L: "Defaults are 2000:5", to avoid denial of service. (Duplicati's issue 6005 is
# about backups that seemed to be lost by this; it goes by the words now.)
#
# Seen, of a directory with 10050 files, names without "." and "..", and of a complete copy after a mirror that may delete:
#   pure-ftpd  LIST     10000 names, 226 Output truncated to 10000 matches
#              NLST     9998 names, 226 Output truncated to 10000 matches
#              MLSD     9998 names, 226 Output truncated to 10000 matches
#              rclone   exit status 0, the copy: 9998 files
#              lftp     exit status 0, the copy: 9998 files
#              ftpcopy  exit status 0, the copy: 9998 files
#   proftpd    LIST     10050 names, 226 Transfer complete
#              NLST     10050 names, 226 Transfer complete
#              MLSD     10050 names, 226 Transfer complete
#              rclone   exit status 0, the copy: 10050 files
#              lftp     exit status 0, the copy: 10050 files
#              ftpcopy  exit status 0, the copy: 10050 files
#
# Needs: root (the servers change their user), apt-get, openssl, python3, ip.
set -eu
[ "$(id -u)" = 0 ] || { echo "not measured: needs root"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian pure-ftpd=1.0.50-2.1+b2 libsodium23 proftpd-core=1.3.8+dfsg-4+deb12u5 libhiredis0.14 libmemcached11 libmemcachedutil2 \
  libhashkit2 libpcre2-posix3 rclone=1.60.1+dfsg-2+b5 lftp=4.9.2-2+b1 ftpcopy=0.6.7-5
mkdir -p "$work/files/many"
chmod 755 "$work" "$work/files" "$work/files/many"
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
import ftplib, glob, os, shutil, socket, subprocess, sys, time
work = sys.argv[1]
root, many, copy = work + "/root", work + "/files/many", work + "/copy"
libraries = dict(os.environ, LD_LIBRARY_PATH=glob.glob(root + "/usr/lib/*-linux-gnu")[0], HOME=work, TZ="UTC")
log = open(work + "/log", "w")
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
names = ["f%05d" % number for number in range(10050)]
def make(directory):
    os.mkdir(directory)
    for name in names:
        with open(directory + "/" + name, "w"):
            pass
        os.utime(directory + "/" + name, (1700000000, 1700000000))
os.rmdir(many)
make(many)
servers = {
    "pure-ftpd": ("127.0.1.4", [root + "/usr/sbin/pure-ftpd", "-4", "-S", "127.0.1.4,21", "-E", "-l",
                                "puredb:" + work + "/users.pdb", "-g", work + "/pid2"]),
    "proftpd": ("127.0.1.3", [root + "/usr/sbin/proftpd", "-n", "-c", work + "/proftpd.conf"])}
def rclone(address):
    password = subprocess.run(
        [root + "/usr/bin/rclone", "--config", "/dev/null", "obscure", "x@"], capture_output=True, text=True, check=True)
    return [root + "/usr/bin/rclone", "--config", "/dev/null", "sync",
            ":ftp,host=%s,user=anonymous,pass=%s:/many" % (address, password.stdout.strip()), copy]
clients = {
    "rclone": rclone,
    "lftp": lambda address: [root + "/usr/bin/lftp", "--norc", "-u", "anonymous,x@", "-e",
                             "set net:timeout 20; set net:max-retries 2; mirror --delete many %s; exit" % copy, address],
    "ftpcopy": lambda address: [root + "/usr/bin/ftpcopy", "-u", "anonymous", "-p", "x@", address, "/many", copy]}
for name, (address, command) in servers.items():
    subprocess.Popen(command, stdout=log, stderr=log, env=libraries)
    for _ in range(100):
        try:
            socket.create_connection((address, 21)).close()
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    label = name
    for listing in ("LIST", "NLST", "MLSD"):
        with ftplib.FTP(address, "anonymous", "x@", timeout=60) as ftp:
            lines = []
            end = ftp.retrlines(listing + " many", lines.append).splitlines()[-1]
        files = [line for line in lines if line.replace("/", " ").split(" ")[-1] not in (".", "..")]
        print("%-10s %-8s %d names, %s" % (label, listing, len(files), end))
        label = ""
    for client, command in clients.items():
        make(copy)
        ended = subprocess.run(command(address), stdout=log, stderr=log, env=libraries, timeout=200)
        print("%-10s %-8s exit status %d, the copy: %d files" % ("", client, ended.returncode, len(os.listdir(copy))), flush=True)
        shutil.rmtree(copy)
PY
timeout -k 5 500 unshare -n -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
pure-ftpd  LIST     10000 names, 226 Output truncated to 10000 matches
           NLST     9998 names, 226 Output truncated to 10000 matches
           MLSD     9998 names, 226 Output truncated to 10000 matches
           rclone   exit status 0, the copy: 9998 files
           lftp     exit status 0, the copy: 9998 files
           ftpcopy  exit status 0, the copy: 9998 files
proftpd    LIST     10050 names, 226 Transfer complete
           NLST     10050 names, 226 Transfer complete
           MLSD     10050 names, 226 Transfer complete
           rclone   exit status 0, the copy: 10050 files
           lftp     exit status 0, the copy: 10050 files
           ftpcopy  exit status 0, the copy: 10050 files
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
