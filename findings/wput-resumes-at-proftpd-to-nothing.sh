#!/bin/sh
# Packages: Debian 12 wput 0.6.2+git20130413-11, proftpd-core 1.3.8+dfsg-4+deb12u5, vsftpd 3.0.3-13+b2, pure-ftpd
#           1.0.50-2.1+b2; PyPI pyftpdlib 2.2.0; Python 3.11's ftplib
# Measured: 2026-12-01
#
# wput resumes an upload that broke off: SIZE, PASV, REST, STOR. proftpd as it comes doesn't allow that, and says so not to
# REST, which gets 350, but to STOR: 451, "try again". wput does, from the start, and without another PASV, as it still has its
# data connection. But proftpd has closed that along with the 451, as it does whenever it refuses a transfer, and other servers
# don't. So each further STOR is a 425, every 10 s, and has emptied the file: the half that was on the server is gone and
# nothing has come for it. The first four lines are the cause, without wput: of two RETR on one PASV, the first of a file that
# isn't there, the second is a success where the data connection outlives a refusal.
#
# Expected: RFC 959, 3.2, has the cases in which a server closes the data connection, and a refused command is none unless it's
# "an irrecoverable error condition"; to be safe, a client asks again by PASV. 5.4: REST has a reply of its own for where there
# is no restarting, 502. 4.2: of what is answered with 4yz "the requested action did not take place". proftpd's documentation
# of AllowStoreRestart says "Default: on" and, below, that by default it isn't permitted.
#
# Seen, of an upload of 100000 bytes, half of them on the server, the tries being limited ("-t 1"):
#   vsftpd     550 226
#   pure-ftpd  550 226
#   pyftpdlib  550 226
#   proftpd    550 425
#   vsftpd     wput  exit status 0, STOR: 1yz, the file has 100000 bytes
#   pure-ftpd  wput  exit status 0, STOR: 1yz, the file has 100000 bytes
#   pyftpdlib  wput  exit status 0, STOR: 1yz, the file has 100000 bytes
#   proftpd    wput  exit status 2, STOR: 451 425, the file has 0 bytes
#   proftpd with AllowStoreRestart on  wput  exit status 0, STOR: 1yz, the file has 100000 bytes
#
# By default wput tries for ever.
#
# Needs: root (the servers change their user), apt-get, pip, python3, openssl, ip.
set -eu
[ "$(id -u)" = 0 ] || { echo "not measured: needs root"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian wput=0.6.2+git20130413-11 vsftpd=3.0.3-13+b2 libwrap0 pure-ftpd=1.0.50-2.1+b2 proftpd-core=1.3.8+dfsg-4+deb12u5 \
  libhiredis0.14 libmemcached11 libmemcachedutil2 libhashkit2 libpcre2-posix3
pip install -q --target "$work/python" pyftpdlib==2.2.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get pyftpdlib"; exit 2; }
mkdir -p "$work/files/up" "$work/empty" "$work/home"
chmod 755 "$work" "$work/files" "$work/empty"
chown daemon "$work/files/up"
printf hello >"$work/files/f"
cat >"$work/vsftpd.conf" <<CONF
listen=YES
listen_port=2102
background=NO
anonymous_enable=YES
anon_root=$work/files
anon_upload_enable=YES
anon_other_write_enable=YES
anon_umask=022
write_enable=YES
ftp_username=daemon
nopriv_user=daemon
secure_chroot_dir=$work/empty
seccomp_sandbox=NO
CONF
for port in 2103 2105; do
  cat >"$work/proftpd.$port" <<CONF
ModulePath $work/root/usr/lib/proftpd
ServerType standalone
DefaultAddress 127.0.0.1
UseIPv6 off
Port $port
User daemon
Group daemon
WtmpLog off
TransferLog none
PidFile $work/pid.$port
ScoreboardFile none
AllowOverwrite on
<Anonymous $work/files>
  User daemon
  Group daemon
  UserAlias anonymous daemon
  RequireValidShell off
</Anonymous>
CONF
done
echo "AllowStoreRestart on" >>"$work/proftpd.2105"
echo "anonymous:$(openssl passwd -6 x@):1:1::$work/files/./::::::::::::" >"$work/passwd"
"$work/root/usr/bin/pure-pw" mkdb "$work/users.pdb" -f "$work/passwd"
cat >"$work/measure.py" <<'PY'
import ftplib, glob, os, re, socket, subprocess, sys, time
work = sys.argv[1]
log = open(work + "/log", "w")
libraries = dict(os.environ, LD_LIBRARY_PATH=glob.glob(work + "/root/usr/lib/*-linux-gnu")[0])
python = dict(os.environ, PYTHONPATH=work + "/python")
root = work + "/root/usr/sbin/"
servers = {
    "vsftpd": (2102, [root + "vsftpd", work + "/vsftpd.conf"], libraries),
    "pure-ftpd": (
        2104, [root + "pure-ftpd", "-4", "-S", "127.0.0.1,2104", "-E", "-l", "puredb:" + work + "/users.pdb",
               "-g", work + "/pid"], os.environ),
    "pyftpdlib": (
        2101, [sys.executable, "-m", "pyftpdlib", "-w", "-i", "127.0.0.1", "-p", "2101", "-d", work + "/files"], python),
    "proftpd": (2103, [root + "proftpd", "-n", "-c", work + "/proftpd.2103"], libraries),
    "proftpd with AllowStoreRestart on": (2105, [root + "proftpd", "-n", "-c", work + "/proftpd.2105"], libraries)}
def start(port, command, environment):
    subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
def twice(port): # the replies to two RETR on one PASV
    with ftplib.FTP(timeout=20) as ftp:
        ftp.connect("127.0.0.1", port)
        ftp.login("anonymous", "x@")
        with socket.create_connection(ftp.makepasv(), timeout=20) as data:
            replies = []
            for name in "missing", "f":
                try:
                    ftp.sendcmd("RETR " + name)
                    while data.recv(100):
                        pass
                    data.close()
                    replies.append(ftp.getresp()[:3])
                except ftplib.Error as e:
                    replies.append(str(e)[:3])
            return " ".join(replies)
def wput(port):
    file = work + "/files/up/upload"
    with open(file, "wb") as half:
        half.write(content[:50000])
    os.chown(file, 1, 1)
    ended = subprocess.run(
        [work + "/root/usr/bin/wput", "-v", "-v", "-t", "1", "--binary", "upload", "ftp://anonymous:x%%40@127.0.0.1:%d/up/" % port],
        cwd=work, env=dict(libraries, HOME=work + "/home"), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, errors="replace", timeout=90)
    replies = dict.fromkeys(re.findall(r"---->STOR [^[]*\[(\d)(\d\d)\]", ended.stdout)) # each once; of a 1yz only that it's one
    replies = ["1yz" if first == "1" else first + rest for first, rest in replies]
    return "exit status %d, STOR: %s, the file has %d bytes" % (ended.returncode, " ".join(replies), os.path.getsize(file))
content = os.urandom(100000)
with open(work + "/upload", "wb") as file:
    file.write(content)
for name, (port, command, environment) in servers.items():
    start(port, command, environment)
    if name.isalpha() or name == "pure-ftpd":
        print("%-10s %s" % (name, twice(port)), flush=True)
for name, (port, _, _) in servers.items():
    print("%-10s wput  %s" % (name, wput(port)), flush=True)
PY
timeout -k 5 200 unshare -n -p -f --kill-child sh -c 'ip link set lo up && exec python3 "$@"' - "$work/measure.py" "$work" \
  >"$work/actual" 2>&1 || echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
vsftpd     550 226
pure-ftpd  550 226
pyftpdlib  550 226
proftpd    550 425
vsftpd     wput  exit status 0, STOR: 1yz, the file has 100000 bytes
pure-ftpd  wput  exit status 0, STOR: 1yz, the file has 100000 bytes
pyftpdlib  wput  exit status 0, STOR: 1yz, the file has 100000 bytes
proftpd    wput  exit status 2, STOR: 451 425, the file has 0 bytes
proftpd with AllowStoreRestart on wput  exit status 0, STOR: 1yz, the file has 100000 bytes
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
