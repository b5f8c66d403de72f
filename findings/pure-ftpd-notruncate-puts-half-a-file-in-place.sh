#!/bin/sh
# Packages: Debian 12 pure-ftpd 1.0.50-2.1+b2, proftpd-core 1.3.8+dfsg-4+deb12u5; Python 3.11's ftplib
# Measured: 2026-12-01
#
# pure-ftpd -0, NoTruncate in Debian's configuration, is for replacing a file that is in use: the upload goes to another name, and
# the old file stays until the new one is complete. So it is while an upload runs. But when it breaks off, the server puts what it
# has in the place of the old file all the same, and tells the client 451 or 426: where the data connection is reset, at ABOR,
# and where the disk is full (45x: 451 or 452). So after a failure there is neither the old file nor the new one, just as without
# the option, and what reads the file gets half of it, in a switch that is atomic. proftpd's HiddenStores is for the same and keeps
# the old file.
#
# Expected: pure-ftpd(8), -0: "once the upload is complete, the switch to the new version will be atomic". RFC 959, 4.2: after a
# 4yz "the requested action did not take place".
#
# Seen, of new, 200000 bytes, sent to a file of as many; where it's broken off, 50000 of them are on the way by then:
#                        while it runs  reply  then
#   pure-ftpd     reset  (cut)          451    50000 bytes, new
#   pure-ftpd     ABOR   (cut)          426    50000 bytes, new
#   pure-ftpd -0  whole  200000, old    226    200000 bytes, new
#   pure-ftpd -0  reset  200000, old    451    50000 bytes, new
#   pure-ftpd -0  ABOR   200000, old    426    50000 bytes, new
#   pure-ftpd -0  full   -              45x    less than 200000 bytes, new
#   HiddenStores  whole  200000, old    226    200000 bytes, new
#   HiddenStores  reset  200000, old    426    200000 bytes, old
#   HiddenStores  full   -              45x    200000 bytes, old
#
# Needs: root (the servers change their user; the disk is a tmpfs in a mount namespace), openssl, apt-get, python3, ip.
set -eu
[ "$(id -u)" = 0 ] || { echo "not measured: needs root"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian pure-ftpd=1.0.50-2.1+b2 proftpd-core=1.3.8+dfsg-4+deb12u5 libhiredis0.14 libmemcached11 libmemcachedutil2 libhashkit2 \
  libpcre2-posix3
mkdir "$work/disk"
chmod 755 "$work"
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
AllowOverwrite on
HiddenStores on
<Anonymous $work/disk>
  User daemon
  Group daemon
  UserAlias anonymous daemon
  RequireValidShell off
</Anonymous>
CONF
echo "anonymous:$(openssl passwd -6 x@):1:1::$work/disk/./::::::::::::" >"$work/passwd"
"$work/root/usr/bin/pure-pw" mkdb "$work/users.pdb" -f "$work/passwd"
cat >"$work/measure.py" <<'PY'
import ftplib, glob, os, socket, struct, subprocess, sys, time
work = sys.argv[1]
disk, file = work + "/disk", work + "/disk/f"
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
env = dict(os.environ, LD_LIBRARY_PATH=glob.glob(work + "/root/usr/lib/*-linux-gnu")[0])
sbin, log = work + "/root/usr/sbin/", open(work + "/log", "w")
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k,mode=777", "none", disk], check=True)
pure = [sbin + "pure-ftpd", "-4", "-E", "-l", "puredb:" + work + "/users.pdb"]
servers = {
    "pure-ftpd": (2101, pure + ["-S", "127.0.0.1,2101", "-g", work + "/pid1"]),
    "pure-ftpd -0": (2102, pure + ["-0", "-S", "127.0.0.1,2102", "-g", work + "/pid2"]),
    "HiddenStores": (2103, [sbin + "proftpd", "-n", "-c", work + "/proftpd.conf"])}
def what():
    try:
        with open(file) as f:
            text = f.read()
    except FileNotFoundError:
        return None, "nothing"
    return len(text), "".join(kind for kind, letter in (("old", "o"), ("new", "n")) if letter in text)
def wait(true):
    for _ in range(100):
        if true():
            return
        time.sleep(0.1)
def uploading(): # is there a file that has the 50000 bytes that were sent?
    return any(os.path.getsize(disk + "/" + name) == 50000 for name in os.listdir(disk) if name != "fill")
def show(name, case):
    for one in os.listdir(disk):
        os.remove(disk + "/" + one)
    with open(file, "w") as f:
        f.write("o" * 200000)
    os.chmod(file, 0o666)
    if case == "full": # room for half of the new file
        with open(disk + "/fill", "w") as f:
            free = os.statvfs(disk)
            f.write("x" * (free.f_bavail * free.f_bsize - 100000))
    while_running = "-"
    ftp = ftplib.FTP(timeout=30)
    try:
        ftp.connect("127.0.0.1", servers[name][0])
        ftp.login("anonymous", "x@")
        ftp.voidcmd("TYPE I")
        data = ftp.transfercmd("STOR f")
        if case == "full":
            try:
                data.sendall(b"n" * 200000)
            except OSError:
                pass # it has been closed
        else:
            data.sendall(b"n" * 50000)
            wait(uploading)
            size, kind = what()
            while_running = "%d, %s" % (size, kind) if size == 200000 else "(cut)"
            if case == "whole":
                data.sendall(b"n" * 150000)
            elif case == "reset":
                data.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            elif case == "ABOR":
                ftp.putcmd("ABOR")
        if case == "ABOR":
            reply = ftp.getmultiline()[:3] # before the data connection is closed, so that it's told from the end of the file
            data.close()
        else:
            data.close()
            reply = ftp.getmultiline()[:3]
        time.sleep(1)
        size, kind = what()
    finally:
        ftp.close()
    cut = case == "full" and size is not None and size < 200000
    print("%-12s  %-5s  %-13s  %s    %s" % (
        name, case, while_running, "45x" if case == "full" and reply in ("451", "452") else reply,
        "less than 200000 bytes, " + kind if cut else "%s bytes, %s" % (size, kind)), flush=True)
for port, command in servers.values():
    subprocess.Popen(command, env=env, stdout=log, stderr=log)
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
for name, cases in ("pure-ftpd", "reset ABOR"), ("pure-ftpd -0", "whole reset ABOR full"), ("HiddenStores", "whole reset full"):
    for case in cases.split():
        show(name, case)
PY
timeout -k 5 300 unshare -n -m -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
pure-ftpd     reset  (cut)          451    50000 bytes, new
pure-ftpd     ABOR   (cut)          426    50000 bytes, new
pure-ftpd -0  whole  200000, old    226    200000 bytes, new
pure-ftpd -0  reset  200000, old    451    50000 bytes, new
pure-ftpd -0  ABOR   200000, old    426    50000 bytes, new
pure-ftpd -0  full   -              45x    less than 200000 bytes, new
HiddenStores  whole  200000, old    226    200000 bytes, new
HiddenStores  reset  200000, old    426    200000 bytes, old
HiddenStores  full   -              45x    200000 bytes, old
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
