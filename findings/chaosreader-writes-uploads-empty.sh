#!/bin/sh
# Packages: Debian 12 chaosreader 0.96-12 with libnet-dns-perl, vsftpd 3.0.3-13+b2; Perl 5.36, Python 3.11's ftplib
# Measured: 2026-12-01
#
# Captures of transfers of a gzip file, read by chaosreader. Of transfers in active mode, from vsftpd's port 20, it writes a
# file each. A download is whole. An upload is empty: it takes what the server has sent, and what the client has sent only if
# that is undefined, which it never is. Both are named "empty": the function that tells the type from the content returns that
# because a variable of HTTP's is empty. Of transfers in passive mode it writes nothing. It ends with 0 each time.
#
# Expected: chaosreader(1): "it will fetch telnet sessions, FTP files, HTTP transfers"; its help has for an example
# "session_0005.part_01.ftp-data.gz An FTP transfer, a gz file". RFC 959, 3.3: the data connection serves both directions.
#
# Seen, the exit status and what was written for the data connection:
#   active   RETR  0 ftp-data.empty, whole
#   active   STOR  0 ftp-data.empty, 0 bytes
#   passive  RETR  0 nothing
#   passive  STOR  0 nothing
#
# Needs: apt-get, perl, python3, ip, unshare with user namespaces.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian chaosreader=0.96-12 libnet-dns-perl vsftpd=3.0.3-13+b2 libwrap0
chmod 755 "$work"
mkdir -p "$work/files" "$work/empty"
cat >"$work/conf" <<CONF
listen=YES
run_as_launching_user=YES
ftp_username=root
anonymous_enable=YES
anon_root=$work/files
write_enable=YES
anon_upload_enable=YES
allow_writeable_chroot=YES
secure_chroot_dir=$work/empty
connect_from_port_20=YES
seccomp_sandbox=NO
xferlog_enable=NO
CONF
cat >"$work/measure.py" <<'PY'
import ftplib, glob, gzip, io, os, shutil, socket, struct, subprocess, sys, threading, time
work = sys.argv[1]
root = work + "/root"
env = dict(os.environ, LD_LIBRARY_PATH=glob.glob(root + "/usr/lib/*-linux-gnu")[0])
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
content = gzip.compress(b"the content of a file\n" * 40)
with open(work + "/files/f.gz", "wb") as file:
    file.write(content)
subprocess.Popen([root + "/usr/sbin/vsftpd", work + "/conf"], env=env)
for _ in range(200):
    with socket.socket() as ready:
        if not ready.connect_ex(("127.0.0.1", 21)):
            break
    time.sleep(0.1)
def session(passive, command):
    ftp = ftplib.FTP("127.0.0.1", timeout=10)
    ftp.login()
    ftp.set_pasv(passive)
    if command == "RETR":
        got = []
        ftp.retrbinary("RETR f.gz", got.append)
        assert b"".join(got) == content
    else:
        ftp.storbinary("STOR g.gz", io.BytesIO(content))
        with open(work + "/files/g.gz", "rb") as file:
            assert file.read() == content
        os.remove(file.name)
    ftp.quit()
def capture(into, client, *arguments):
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3)) as wire:
        wire.bind(("lo", 0))
        wire.setsockopt(263, 23, 1) # PACKET_IGNORE_OUTGOING: each packet on lo comes twice, going out and coming in
        wire.settimeout(60)
        def run():
            try:
                client(*arguments)
            finally:
                with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
                    end.sendto(b"end of the capture", ("127.0.0.1", 9))
        threading.Thread(target=run).start()
        with open(into, "wb") as pcap:
            pcap.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1))
            packet = b""
            while not packet.endswith(b"end of the capture"):
                packet = wire.recv(262144)
                now = time.time_ns() // 1000
                pcap.write(struct.pack("<IIII", now // 1000000, now % 1000000, len(packet), len(packet)) + packet)
for passive, command in (False, "RETR"), (False, "STOR"), (True, "RETR"), (True, "STOR"):
    out = work + "/out"
    shutil.rmtree(out, ignore_errors=True)
    os.mkdir(out)
    capture(work + "/pcap", session, passive, command)
    ended = subprocess.run(
        ["perl", "-I", root + "/usr/share/perl5", root + "/usr/bin/chaosreader", "-q", "-D", out, work + "/pcap"],
        cwd=out, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60)
    written = []
    for name in sorted(glob.glob(out + "/*ftp-data*")):
        with open(name, "rb") as file:
            read = file.read()
        written.append(name[name.index("ftp-data"):] + ", " + ("whole" if read == content else "%d bytes" % len(read)))
    print("%-8s %-5s %d %s" % (
        "passive" if passive else "active", command, ended.returncode, "; ".join(written) or "nothing"), flush=True)
PY
timeout -k 5 200 unshare -Urn -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
active   RETR  0 ftp-data.empty, whole
active   STOR  0 ftp-data.empty, 0 bytes
passive  RETR  0 nothing
passive  STOR  0 nothing
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
