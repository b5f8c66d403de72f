#!/bin/sh
# Packages: Debian 12 vsftpd 3.0.3-13+b2 (with text_userdb_names=YES), inetutils-ftpd 2:2.4-2+deb12u3, rclone 1.60.1+dfsg-2+b5,
#           lftp 4.9.2-2+b1, ftpcopy 0.6.7-5, wget 1.21.3-1+deb12u1
# Measured: 2026-12-01
#
# A server's files are mirrored, and come to belong to the group "domain users", as they do when the server joins a Windows
# domain: it's everybody's first group there. Its blank makes a column more in LIST. For rclone the directory is empty then:
# it takes "users" for the size, so for a line that it doesn't know, and leaves it out without a word, at -vv too. "rclone
# sync" deletes the whole copy, and ends with 0. lftp counts columns as well, and takes the rest of the date for the beginning
# of the name, so that the files are "01 12:00 f" or so. It can't get these, deletes the copy all the same, and ends with 1.
# ftpcopy and wget look for the month, and are well. Where there is MLSD, rclone and lftp ask for that. vsftpd and inetutils'
# ftpd haven't got it; vsftpd has numbers for names unless it's told not to.
#
# Expected: RFC 959, 4.1.3, LIST: the information on a file "may vary widely from system to system", so a line that isn't
# known isn't a line that isn't there. rclone(1), sync: nothing is deleted "if there were any errors at any point". Names with
# blanks are ordinary: sssd's override_space and Samba's "winbind normalize names" are there to be rid of them, and neither is
# on by default. (ProFTPD's issue 1367 is about the same group in its MLSD, which it has cured.)
#
# Seen, of a mirror of f and g, group "staff", and of the next one, when the group is another:
#   vsftpd     LIST     -rw-r--r-- 1 daemon domain users 6 DATE f
#              rclone   staff         exit status 0, the copy: f g
#                       domain users  exit status 0, the copy: nothing
#              lftp     staff         exit status 0, the copy: f g
#                       domain users  exit status 1, the copy: nothing
#              ftpcopy  staff         exit status 0, the copy: f g
#                       domain users  exit status 0, the copy: f g
#              wget     staff         exit status 0, the copy: f g
#                       domain users  exit status 0, the copy: f g
#   inetutils  LIST     -rw-r--r-- 1 daemon domain users 6 DATE f
#              rclone   staff         exit status 0, the copy: f g
#                       domain users  exit status 0, the copy: nothing
#              lftp     staff         exit status 0, the copy: f g
#                       domain users  exit status 1, the copy: nothing
#              ftpcopy  staff         exit status 0, the copy: f g
#                       domain users  exit status 0, the copy: f g
#              wget     staff         exit status 0, the copy: f g
#                       domain users  exit status 0, the copy: f g
#
# Needs: root (the servers change their user; /etc/passwd gets an ftp account in a mount namespace), apt-get, python3, ip.
set -eu
[ "$(id -u)" = 0 ] || { echo "not measured: needs root"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian vsftpd=3.0.3-13+b2 libwrap0 inetutils-ftpd=2:2.4-2+deb12u3 rclone=1.60.1+dfsg-2+b5 lftp=4.9.2-2+b1 ftpcopy=0.6.7-5 \
  wget=1.21.3-1+deb12u1 libpcre2-8-0
mkdir -p "$work/files/pub" "$work/files/etc" "$work/empty"
chmod 755 "$work" "$work/files" "$work/empty"
# the servers' root is the files' directory by the time that they look names up
echo "daemon:x:1:1::/:/bin/sh" >"$work/files/etc/passwd"
printf 'staff:x:50:\ndomain users:x:5001:\n' >"$work/files/etc/group"
echo hello >"$work/files/pub/f"
echo hello >"$work/files/pub/g"
{ grep -v '^ftp:' /etc/passwd; echo "ftp:x:1:1::$work/files:/bin/sh"; } >"$work/accounts"
cat >"$work/vsftpd.conf" <<CONF
listen=YES
listen_address=127.0.1.2
background=NO
anonymous_enable=YES
anon_root=$work/files
ftp_username=daemon
nopriv_user=daemon
text_userdb_names=YES
secure_chroot_dir=$work/empty
seccomp_sandbox=NO
CONF
cat >"$work/measure.py" <<'PY'
import ftplib, glob, os, re, socket, subprocess, sys, threading, time
work = sys.argv[1]
root, copy = work + "/root", work + "/copy"
libraries = dict(os.environ, LD_LIBRARY_PATH=glob.glob(root + "/usr/lib/*-linux-gnu")[0], HOME=work, TZ="UTC")
log = open(work + "/log", "w")
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
subprocess.run(["mount", "--bind", work + "/accounts", "/etc/passwd"], check=True)
def inetd(listener):
    while True:
        connection = listener.accept()[0]
        subprocess.Popen([root + "/usr/sbin/ftpd"], stdin=connection, stdout=connection, stderr=log, env=libraries)
        connection.close()
threading.Thread(target=inetd, args=(socket.create_server(("127.0.1.5", 21)),), daemon=True).start()
subprocess.Popen([root + "/usr/sbin/vsftpd", work + "/vsftpd.conf"], stdout=log, stderr=log, env=libraries)
def rclone(address):
    password = subprocess.run(
        [root + "/usr/bin/rclone", "--config", "/dev/null", "obscure", "x@"], capture_output=True, text=True, check=True)
    return [root + "/usr/bin/rclone", "--config", "/dev/null", "sync",
            ":ftp,host=%s,user=anonymous,pass=%s:/pub" % (address, password.stdout.strip()), copy]
clients = {
    "rclone": rclone,
    "lftp": lambda address: [root + "/usr/bin/lftp", "--norc", "-u", "anonymous,x@", "-e",
                             "set net:timeout 20; set net:max-retries 2; mirror --delete pub %s; exit" % copy, address],
    "ftpcopy": lambda address: [root + "/usr/bin/ftpcopy", "-u", "anonymous", "-p", "x@", address, "/pub", copy],
    "wget": lambda address: [root + "/usr/bin/wget", "--no-config", "--no-netrc", "--no-proxy", "-m", "-nH", "--cut-dirs=1",
                             "--no-remove-listing", "-P", copy, "ftp://anonymous:x%%40@%s/pub/" % address]}
def group(number):
    for file in ("f", "g"):
        os.chown(work + "/files/pub/" + file, 1, number)
for name, address in (("vsftpd", "127.0.1.2"), ("inetutils", "127.0.1.5")):
    for _ in range(100):
        try:
            socket.create_connection((address, 21)).close()
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    group(5001)
    lines = []
    with ftplib.FTP(address, "anonymous", "x@", timeout=20) as ftp:
        ftp.retrlines("LIST pub", lines.append)
    line = " ".join(next(line for line in lines if line.endswith(" f")).split())
    print("%-10s LIST     %s" % (name, re.sub("[A-Z][a-z]{2} [0-9]+ [0-9:]+", "DATE", line)))
    for client, command in clients.items():
        os.mkdir(copy)
        for number, label in ((50, "staff"), (5001, "domain users")):
            group(number)
            ended = subprocess.run(command(address), stdout=log, stderr=log, env=libraries, timeout=100)
            files = " ".join(sorted(file for file in os.listdir(copy) if not file.startswith("."))) or "nothing"
            print("%-10s %-8s %-13s exit status %d, the copy: %s" % ("", client, label, ended.returncode, files), flush=True)
            client = ""
        for file in os.listdir(copy):
            os.remove(copy + "/" + file)
        os.rmdir(copy)
PY
timeout -k 5 300 unshare -n -m -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
vsftpd     LIST     -rw-r--r-- 1 daemon domain users 6 DATE f
           rclone   staff         exit status 0, the copy: f g
                    domain users  exit status 0, the copy: nothing
           lftp     staff         exit status 0, the copy: f g
                    domain users  exit status 1, the copy: nothing
           ftpcopy  staff         exit status 0, the copy: f g
                    domain users  exit status 0, the copy: f g
           wget     staff         exit status 0, the copy: f g
                    domain users  exit status 0, the copy: f g
inetutils  LIST     -rw-r--r-- 1 daemon domain users 6 DATE f
           rclone   staff         exit status 0, the copy: f g
                    domain users  exit status 0, the copy: nothing
           lftp     staff         exit status 0, the copy: f g
                    domain users  exit status 1, the copy: nothing
           ftpcopy  staff         exit status 0, the copy: f g
                    domain users  exit status 0, the copy: f g
           wget     staff         exit status 0, the copy: f g
                    domain users  exit status 0, the copy: f g
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
