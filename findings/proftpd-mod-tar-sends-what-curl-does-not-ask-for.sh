#!/bin/sh
# Packages: Debian 12 proftpd-core 1.3.8+dfsg-4+deb12u5, proftpd-mod-tar 0.4-2+b3, curl and libcurl4 7.88.1-10+deb12u15, axel
#           2.17.11-3, rclone 1.60.1+dfsg-2+b5, wget 1.21.3-1+deb12u1, lftp 4.9.2-2+b1, ncftp 2:3.2.6-1+b1, tnftp 20210827-4+b1;
#           Python 3.11's urllib
# Measured: 2026-12-01
#
# With ProFTPD's mod_tar a client downloads a directory "d" by asking for "d.tar", which the server makes when it has RETR, and not
# before. So SIZE, MDTM and MLST of d.tar are 550, as of a file that doesn't exist, and RETR is 226. curl asks for SIZE, takes the
# 550 for the end, and says "The file does not exist"; it doesn't say RETR. axel says "File not found", and rclone, which looks at
# the listing, hasn't got it either. wget asks for SIZE too, and goes on, as the others do, and they have it. A test with those
# passes. curl has it with --ignore-content-length, of which one wouldn't think.
#
# Expected: RFC 3659, 4: SIZE is 550 where the size isn't available, and what there is to download is RETR's to say, which has a 550
# of its own (RFC 959, 5.4). mod_tar's documentation: "Whenever a client attempts to download a directory as a tar file", it makes
# one, "watching all download requests (i.e. RETR commands)". (curl's pull request 5957 made the 550 final, for the sake of -I:
# "the RETR command will also fail"; 6565 has undone it for TYPE A.)
#
# Seen:
#   SIZE d.tar              550
#   MDTM d.tar              550
#   MLST d.tar              550
#   RETR d.tar              226
#   RETR no.tar             550
#   curl                    exit status 78, nothing
#   curl with the option    exit status 0, d d/f
#   axel                    exit status 1, nothing
#   rclone                  exit status 3, nothing
#   wget                    exit status 0, d d/f
#   lftp                    exit status 0, d d/f
#   ncftpget                exit status 0, d d/f
#   tnftp                   exit status 0, d d/f
#   urlopen                 no exception, d d/f
#
# Needs: root (the server changes its user), apt-get, python3, ip.
set -eu
[ "$(id -u)" = 0 ] || { echo "not measured: needs root"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian proftpd-core=1.3.8+dfsg-4+deb12u5 libhiredis0.14 libmemcached11 libmemcachedutil2 libhashkit2 libpcre2-posix3 libsodium23 \
  proftpd-mod-tar=0.4-2+b3 libarchive13 curl=7.88.1-10+deb12u15 libcurl4=7.88.1-10+deb12u15 axel=2.17.11-3 \
  rclone=1.60.1+dfsg-2+b5 wget=1.21.3-1+deb12u1 lftp=4.9.2-2+b1 ncftp=2:3.2.6-1+b1 tnftp=20210827-4+b1
mkdir -p "$work/files/d" "$work/files/tmp"
chmod 755 "$work" "$work/files" "$work/files/d"
chown daemon "$work/files/tmp"
echo hello >"$work/files/d/f"
cat >"$work/proftpd.conf" <<CONF
ModulePath $work/root/usr/lib/proftpd
LoadModule mod_tar.c
TarEngine on
TarTempPath /tmp
ServerType standalone
DefaultAddress 127.0.0.1
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
cat >"$work/measure.py" <<'PY'
import ftplib, glob, os, socket, subprocess, sys, tarfile, time, urllib.request
work = sys.argv[1]
root, got = work + "/root", work + "/got.tar"
env = dict(os.environ, LD_LIBRARY_PATH=glob.glob(root + "/usr/lib/*-linux-gnu")[0], HOME=work)
env = {name: value for name, value in env.items() if not name.lower().endswith("_proxy")}
log = open(work + "/log", "w")
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
subprocess.Popen([root + "/usr/sbin/proftpd", "-n", "-c", work + "/proftpd.conf"], env=env, stdout=log, stderr=log)
for _ in range(100):
    try:
        socket.create_connection(("127.0.0.1", 21)).close()
        break
    except ConnectionRefusedError:
        time.sleep(0.1)
with ftplib.FTP("127.0.0.1", timeout=20) as ftp:
    ftp.login("anonymous", "x@")
    ftp.voidcmd("TYPE I")
    for command in "SIZE d.tar", "MDTM d.tar", "MLST d.tar", "RETR d.tar", "RETR no.tar":
        try:
            reply = ftp.retrbinary(command, lambda data: None) if "RETR" in command else ftp.sendcmd(command)
        except ftplib.Error as e:
            reply = str(e)
        print("%-23s %s" % (command, reply[:3]), flush=True)
url = "ftp://anonymous:x%40@127.0.0.1/d.tar"
def run(*command, output=log):
    return "exit status %d" % subprocess.run(
        [root + "/usr/bin/" + command[0], *command[1:]], env=env, stdout=output, stderr=log, timeout=60).returncode
def rclone():
    obscured = subprocess.run([root + "/usr/bin/rclone", "obscure", "x@"], env=env, stdout=subprocess.PIPE, text=True, timeout=60)
    return run("rclone", "--config", "/dev/null", "copyto", "--retries", "1",
               ":ftp,host=127.0.0.1,user=anonymous,pass=%s:/d.tar" % obscured.stdout.strip(), got)
def ncftpget():
    with open(got, "wb") as file:
        return run("ncftpget", "-u", "anonymous", "-p", "x@", "-c", "127.0.0.1", "/d.tar", output=file)
def urlopen():
    with urllib.request.urlopen(url, timeout=20) as response, open(got, "wb") as file:
        file.write(response.read())
    return "no exception"
def content():
    if not os.path.exists(got) or not os.path.getsize(got):
        return "nothing"
    with tarfile.open(got) as tar:
        return " ".join(sorted(tar.getnames()))
for name, get in (
        ("curl", lambda: run("curl", "-q", "-s", "-m", "20", "-o", got, url)),
        ("curl with the option", lambda: run("curl", "-q", "-s", "-m", "20", "--ignore-content-length", "-o", got, url)),
        ("axel", lambda: run("axel", "-q", "-n", "1", "-o", got, url)),
        ("rclone", rclone),
        ("wget", lambda: run("wget", "-q", "-O", got, url)),
        ("lftp", lambda: run("lftp", "--norc", "-u", "anonymous,x@", "-e", "set net:timeout 20; set net:max-retries 2; "
                             "get d.tar -o %s; exit" % got, "127.0.0.1")),
        ("ncftpget", ncftpget),
        ("tnftp", lambda: run("tnftp", "-o", got, url)),
        ("urlopen", urlopen)):
    said = get()
    print("%-23s %s, %s" % (name, said, content()), flush=True)
    if os.path.exists(got):
        os.remove(got)
PY
timeout -k 5 300 unshare -n -m -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
SIZE d.tar              550
MDTM d.tar              550
MLST d.tar              550
RETR d.tar              226
RETR no.tar             550
curl                    exit status 78, nothing
curl with the option    exit status 0, d d/f
axel                    exit status 1, nothing
rclone                  exit status 3, nothing
wget                    exit status 0, d d/f
lftp                    exit status 0, d d/f
ncftpget                exit status 0, d d/f
tnftp                   exit status 0, d d/f
urlopen                 no exception, d d/f
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
