#!/bin/sh
# Packages: Debian 12 tshark and libwireshark16 4.0.17-0+deb12u3, curl and libcurl4 7.88.1-10+deb12u15, wget
#           1.21.3-1+deb12u1; PyPI pyftpdlib 2.2.0; Python 3.11's ftplib
# Measured: 2026-11-30
#
# Captures of downloads and uploads in clear, whole and in passive mode. tshark takes the command that follows the reply to
# PASV or EPSV for the one that the data connection belongs to. For curl that is TYPE, since it asks for the passive port
# first, and for a client that resumes it is REST, which has to be there. So --export-objects ftp-data, which goes by this
# command, writes none of curl's files, though curl's data connections are dissected as ftp-data, and of a resumed download
# neither; it ends well, with nothing. ftp-data.command says "TYPE I" for the file f.
#
# Expected: tshark(1), --export-objects: "Export all objects within a protocol". RFC 959, 4.1.2: what PASV waits for is "a
# transfer command", and TYPE, a transfer parameter as PASV is, may come in any order before that. RFC 3659, 5.3, has REST
# right before it. (Wireshark's current source lets a later transfer command replace another one here.)
#
# Seen, what was sent from PASV on, to which of it tshark says that the data belong, and what it exports:
#   ftplib             PASV RETR            RETR f  f
#   wget               PASV RETR            RETR f  f
#   curl               EPSV TYPE SIZE RETR  TYPE I  nothing
#   curl -T            EPSV TYPE STOR       TYPE I  nothing
#   ftplib, resuming   PASV REST RETR       REST 2  nothing
#
# Needs: apt-get, pip, python3, ip, unshare with user namespaces.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian tshark=4.0.17-0+deb12u3 libwireshark16=4.0.17-0+deb12u3 libwiretap13=4.0.17-0+deb12u3 \
  libwsutil14=4.0.17-0+deb12u3 libwireshark-data=4.0.17-0+deb12u3 libpcap0.8 libsmi2ldbl liblua5.2-0 libc-ares2 \
  libglib2.0-0 libsnappy1v5 libnghttp2-14 libbrotli1 libxml2 libicu72 libdbus-1-3 \
  curl=7.88.1-10+deb12u15 libcurl4=7.88.1-10+deb12u15 wget=1.21.3-1+deb12u1
pip install -q --target "$work/python" pyftpdlib==2.2.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get pyftpdlib"; exit 2; }
mkdir "$work/files" "$work/home"
printf hello >"$work/files/f"
printf new >"$work/new"
cat >"$work/measure.py" <<'PY'
import ftplib, glob, os, socket, struct, subprocess, sys, time
work = sys.argv[1]
root = work + "/root"
library = glob.glob(root + "/usr/lib/*-linux-gnu")[0]
env = dict(
    os.environ, LD_LIBRARY_PATH=library, PYTHONPATH=work + "/python", HOME=work + "/home",
    WIRESHARK_DATA_DIR=root + "/usr/share/wireshark")
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
subprocess.Popen(
    [sys.executable, "-m", "pyftpdlib", "-i", "127.0.0.1", "-p", "21", "-d", work + "/files", "-w"],
    env=env, stderr=subprocess.DEVNULL)
while socket.socket().connect_ex(("127.0.0.1", 21)):
    time.sleep(0.1)
time.sleep(1)
def ftplib_client(offset=None):
    ftp = ftplib.FTP("127.0.0.1", timeout=10)
    ftp.login()
    ftp.retrbinary("RETR f", lambda data: None, rest=offset)
    ftp.quit()
def program(*command):
    subprocess.run(command, env=env, check=True, timeout=30, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
def capture(client):
    # each packet on lo comes twice, going out and coming in
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3)) as wire:
        wire.bind(("lo", 0))
        wire.settimeout(1)
        client()
        with open(work + "/pcap", "wb") as pcap:
            pcap.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1))
            try:
                while True:
                    packet, sender = wire.recvfrom(262144)
                    if sender[2] != socket.PACKET_OUTGOING:
                        pcap.write(struct.pack("<IIII", int(time.time()), 0, len(packet), len(packet)) + packet)
            except TimeoutError:
                pass
def tshark(*options):
    return subprocess.run(
        [root + "/usr/bin/tshark", "-r", work + "/pcap", *options], env=env, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True, check=True, timeout=60).stdout
curl = root + "/usr/bin/curl"
for number, (name, client) in enumerate((
        ("ftplib", ftplib_client),
        ("wget", lambda: program(root + "/usr/bin/wget", "-q", "-O", work + "/got", "ftp://127.0.0.1/f")),
        ("curl", lambda: program(curl, "-s", "ftp://127.0.0.1/f")),
        ("curl -T", lambda: program(curl, "-s", "-T", work + "/new", "ftp://127.0.0.1/up")),
        ("ftplib, resuming", lambda: ftplib_client(2)))):
    capture(client)
    sent = tshark("-Y", "ftp.request", "-T", "fields", "-e", "ftp.request.command").split()
    passive = min(sent.index(command) for command in ("PASV", "EPSV") if command in sent)
    sent = [command for command in sent[passive:] if command != "QUIT"]
    command = set(tshark("-Y", "ftp-data", "-T", "fields", "-e", "ftp-data.command").split("\n")) - {""}
    out = "%s/out%d" % (work, number)
    tshark("-q", "--export-objects", "ftp-data," + out)
    exported = sorted(os.listdir(out)) if os.path.isdir(out) else []
    print("%-18s %-20s %-7s %s" % (name, " ".join(sent), ", ".join(command), ", ".join(exported) or "nothing"))
PY
timeout -k 5 180 unshare -Urn -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
ftplib             PASV RETR            RETR f  f
wget               PASV RETR            RETR f  f
curl               EPSV TYPE SIZE RETR  TYPE I  nothing
curl -T            EPSV TYPE STOR       TYPE I  nothing
ftplib, resuming   PASV REST RETR       REST 2  nothing
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
