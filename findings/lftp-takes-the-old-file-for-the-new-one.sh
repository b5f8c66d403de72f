#!/bin/sh
# Packages: Debian 12 lftp 4.9.2-2+b1, proftpd-core 1.3.8+dfsg-4+deb12u5, curl and libcurl4 7.88.1-10+deb12u15, ncftp
#           2:3.2.6-1+b1; Python 3.11's ftplib
# Measured: 2026-12-01
#
# proftpd's HiddenStores keeps the old version of a file until the new one is there as a whole: it is uploaded under another name.
# Then an upload fails, here since the disk is full: 451 or 452, what has come of the new one is removed, and the old one is as it
# was. lftp's put, which is to replace the file and hasn't been told to resume ("-c"), means to go on from where it was, asks SIZE,
# and takes what is there for what it has sent itself. If the old version is as long as the new one, as where only a date or a
# number has changed, nothing is left to send: lftp ends with 0, and the old version stays. With "-E" it deletes its source after
# that, and there is no new version any more. If the old one is shorter, lftp wants to resume there, which proftpd refuses, begins
# again, and fails in the end. "set ftp:rest-stor no" changes nothing; "-e", to delete the file at first, helps, and is what
# HiddenStores is there to avoid. ftplib, curl and ncftpput go by the reply.
#
# Expected: RFC 959, 4.2: after a 4yz "the requested action did not take place". RFC 3659, 4: SIZE tells a size, not whose file it
# is; it is the client's own where STOR has cut the old one to nothing, as most servers do. lftp(1), put: "-c: continue, reput"
# is an option, and "-E: delete source files after successful transfer". proftpd's documentation of HiddenStores: it helps against
# incomplete uploads, and REST is answered with 501 then, which is 350 here.
#
# Seen, of new, 200000 bytes, sent to a file that is there:
#   as long    ftplib    raises               the file: old
#              curl      exit status not 0    the file: old
#              ncftpput  exit status not 0    the file: old
#              lftp      exit status 0        the file: old, STOR 45x SIZE 213
#              lftp, ftp:rest-stor no
#                        exit status 0        the file: old, STOR 45x SIZE 213
#              lftp -E   exit status 0        the file: old, the new one is gone, STOR 45x SIZE 213
#              lftp -e   exit status 0        the file: new, STOR 226
#   half       lftp      exit status not 0    the file: old, STOR 45x SIZE 213 REST 350 STOR 45x (...)
#   as long, HiddenStores off
#              lftp      exit status 0        the file: new, STOR 226
#
# Needs: root (the server changes its user; the disk is a tmpfs of 250 KB in a mount namespace), apt-get, python3, ip.
set -eu
[ "$(id -u)" = 0 ] || { echo "not measured: needs root"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian lftp=4.9.2-2+b1 proftpd-core=1.3.8+dfsg-4+deb12u5 libhiredis0.14 libmemcached11 libmemcachedutil2 libhashkit2 \
  libpcre2-posix3 curl=7.88.1-10+deb12u15 libcurl4=7.88.1-10+deb12u15 ncftp=2:3.2.6-1+b1
mkdir "$work/disk"
chmod 755 "$work"
for port in 2101 2102; do
  cat >"$work/$port.conf" <<CONF
ModulePath $work/root/usr/lib/proftpd
ServerType standalone
DefaultAddress 127.0.0.1
UseIPv6 off
Port $port
User daemon
Group daemon
WtmpLog off
TransferLog none
PidFile $work/$port.pid
ScoreboardFile none
AllowOverwrite on
HiddenStores $([ $port = 2101 ] && echo on || echo off)
<Anonymous $work/disk>
  User daemon
  Group daemon
  UserAlias anonymous daemon
  RequireValidShell off
</Anonymous>
CONF
done
cat >"$work/measure.py" <<'PY'
import ftplib, glob, os, re, socket, subprocess, sys, time
work = sys.argv[1]
disk, file, new = work + "/disk", work + "/disk/f", work + "/new"
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=250k,mode=777", "none", disk], check=True)
env = dict(os.environ, LD_LIBRARY_PATH=glob.glob(work + "/root/usr/lib/*-linux-gnu")[0], HOME=work)
bin = work + "/root/usr/bin/"
log = open(work + "/log", "w")
for port in 2101, 2102:
    subprocess.Popen([work + "/root/usr/sbin/proftpd", "-n", "-c", "%s/%d.conf" % (work, port)], env=env, stdout=log, stderr=log)
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
def with_ftplib(port):
    ftp = ftplib.FTP(timeout=30)
    ftp.connect("127.0.0.1", port)
    ftp.login("anonymous", "x@")
    try:
        with open(new, "rb") as f:
            return ftp.storbinary("STOR f", f), ""
    except (ftplib.error_temp, BrokenPipeError, ConnectionResetError): # which it is depends on who is faster
        return "raises", ""
    finally:
        ftp.close()
def program(*command):
    ended = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=90)
    text, said = ended.stdout.decode("latin-1"), []
    for line in text.splitlines():
        sent, reply = re.match("---> (STOR|SIZE|REST)", line), re.match("<--- ([0-9]{3})", line)
        if sent:
            said.append(sent.group(1))
        elif reply and said:
            if said[-1].startswith("1"): # a preliminary one
                said.pop()
            if said[-1].isalpha(): # a full disk is 451 or 452
                said.append("45x" if reply.group(1) in ("451", "452") else reply.group(1))
    shown = ", " + " ".join(said[:8]) + (" (...)" if len(said) > 8 else "") if said else ""
    return "exit status %s" % ("0" if ended.returncode == 0 else "not 0"), shown
def with_lftp(port, setting="", option=""):
    return program(bin + "lftp", "-c", "debug 5; set net:max-retries 3; set net:reconnect-interval-base 1; set ftp:ssl-allow no; " +
                   "set ftp:use-feat no; set ftp:use-site-utime no; " + setting +
                   "open -u anonymous,x@ ftp://127.0.0.1:%d && put %s %s -o f" % (port, option, new))
def show(case, name, there, put):
    for one in os.listdir(disk):
        os.remove(disk + "/" + one)
    with open(file, "w") as f:
        f.write("o" * there)
    os.chmod(file, 0o666)
    with open(new, "w") as f:
        f.write("n" * 200000)
    result, said = put()
    with open(file) as f:
        text = f.read()
    what = "old" if text == "o" * there else "new" if text == "n" * 200000 else "%d bytes, %d of them old" % (
        len(text), text.count("o"))
    print("%-10s %-8s  %-19s  the file: %s%s%s" % (
        case, name, result, what, "" if os.path.exists(new) else ", the new one is gone", said), flush=True)
show("as long", "ftplib", 200000, lambda: with_ftplib(2101))
show("", "curl", 200000, lambda: program(bin + "curl", "-q", "-sS", "-T", new, "ftp://anonymous:x%40@127.0.0.1:2101/f"))
show("", "ncftpput", 200000, lambda: program(
    bin + "ncftpput", "-V", "-r", "1", "-u", "anonymous", "-p", "x@", "-P", "2101", "-C", "127.0.0.1", new, "f"))
show("", "lftp", 200000, lambda: with_lftp(2101))
print(" " * 11 + "lftp, ftp:rest-stor no")
show("", "", 200000, lambda: with_lftp(2101, "set ftp:rest-stor no; "))
show("", "lftp -E", 200000, lambda: with_lftp(2101, option="-E"))
show("", "lftp -e", 200000, lambda: with_lftp(2101, option="-e"))
show("half", "lftp", 100000, lambda: with_lftp(2101))
print("as long, HiddenStores off")
show("", "lftp", 200000, lambda: with_lftp(2102))
PY
timeout -k 5 300 unshare -n -m -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
as long    ftplib    raises               the file: old
           curl      exit status not 0    the file: old
           ncftpput  exit status not 0    the file: old
           lftp      exit status 0        the file: old, STOR 45x SIZE 213
           lftp, ftp:rest-stor no
                     exit status 0        the file: old, STOR 45x SIZE 213
           lftp -E   exit status 0        the file: old, the new one is gone, STOR 45x SIZE 213
           lftp -e   exit status 0        the file: new, STOR 226
half       lftp      exit status not 0    the file: old, STOR 45x SIZE 213 REST 350 STOR 45x (...)
as long, HiddenStores off
           lftp      exit status 0        the file: new, STOR 226
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
