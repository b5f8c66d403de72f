#!/bin/sh
# Packages: Debian 12 tshark and libwireshark16 4.0.17-0+deb12u3, PyPI pyftpdlib 2.2.0 and pyopenssl 26.4.0
# Measured: 2026-11-30
#
# A capture of a download under PROT P. Without keys tshark shows the data connection as TLS. With the key log that has
# the keys of all connections it decrypts the control connection, reads RETR and PASV there, and gives the data
# connection to ftp-data, whose payload is then the records of TLS as they are: the keys make tshark stop decrypting.
# --export-objects ftp-data writes a file with the name that RETR had, and what is in it is the handshake and ciphertext
# of both directions. "Decode As" TLS (-d) has no say; --disable-protocol ftp-data has.
#
# Expected: RFC 4217, 7: with PROT P, which tshark has decrypted too, a data connection starts with TLS. tshark(1), -d:
# how a port is to be dissected is the user's to say.
#
# Seen, of the data connection, the file being "hello":
#   no keys                               tls, decrypted: nothing
#   key log                               ftp-data, decrypted: nothing
#   key log, -d tcp.port==P,tls           ftp-data, decrypted: nothing
#   key log, --disable-protocol ftp-data  tls, decrypted: hello
#   key log, --export-objects ftp-data    f, which begins with a ClientHello
#
# Needs: apt-get, pip, python3, openssl, ip, unshare with user namespaces.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian tshark=4.0.17-0+deb12u3 libwireshark16=4.0.17-0+deb12u3 libwiretap13=4.0.17-0+deb12u3 \
  libwsutil14=4.0.17-0+deb12u3 libwireshark-data=4.0.17-0+deb12u3 libpcap0.8 libsmi2ldbl liblua5.2-0 libc-ares2 \
  libglib2.0-0 libsnappy1v5 libnghttp2-14 libbrotli1 libxml2 libicu72 libdbus-1-3
pip install -q --target "$work/python" pyftpdlib==2.2.0 pyopenssl==26.4.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get pyftpdlib"; exit 2; }
mkdir "$work/files" "$work/home"
printf hello >"$work/files/f"
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -days 2 -keyout "$work/pem" -out "$work/cert" 2>"$work/log"
cat "$work/cert" >>"$work/pem"
cat >"$work/measure.py" <<'PY'
import ftplib, glob, logging, os, socket, ssl, struct, subprocess, sys, threading, time
work = sys.argv[1]
sys.path.insert(0, work + "/python")
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import TLS_FTPHandler
from pyftpdlib.servers import ThreadedFTPServer
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
logging.basicConfig(filename=work + "/server-log")
authorizer = DummyAuthorizer()
authorizer.add_anonymous(work + "/files")
kind = type("Handler", (TLS_FTPHandler,), {"authorizer": authorizer, "certfile": work + "/pem"})
server = ThreadedFTPServer(("127.0.0.1", 21), kind)
# each packet on lo comes twice, going out and coming in
wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
wire.bind(("lo", 0))
wire.settimeout(2)
threading.Thread(target=server.serve_forever, daemon=True).start()
context = ssl.create_default_context(cafile=work + "/cert")
context.keylog_filename = work + "/keys"
ftp = ftplib.FTP_TLS(context=context, timeout=10)
ftp.connect("127.0.0.1", 21)
ftp.host = "localhost"
ftp.login()
ftp.prot_p()
ports = []
def passive():
    ports.append(ftplib.parse227(ftp.sendcmd("PASV"))[1])
    return "127.0.0.1", ports[0]
ftp.makepasv = passive
ftp.retrbinary("RETR f", lambda data: None)
ftp.quit()
with open(work + "/pcap", "wb") as pcap:
    pcap.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1))
    try:
        while True:
            packet, sender = wire.recvfrom(262144)
            if sender[2] != socket.PACKET_OUTGOING:
                pcap.write(struct.pack("<IIII", int(time.time()), 0, len(packet), len(packet)) + packet)
    except TimeoutError:
        pass
library = glob.glob(work + "/root/usr/lib/*-linux-gnu")[0]
env = dict(os.environ, LD_LIBRARY_PATH=library, HOME=work + "/home", WIRESHARK_DATA_DIR=work + "/root/usr/share/wireshark")
def tshark(*options):
    return subprocess.run(
        [work + "/root/usr/bin/tshark", "-r", work + "/pcap", *options], env=env, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True, check=True, timeout=60).stdout
keys = ["-o", "tls.keylog_file:" + work + "/keys"]
def data(name, *options):
    lines = tshark(
        *options, "-Y", "tcp.port == %d && tcp.len > 0" % ports[0], "-T", "fields", "-e", "frame.protocols").split()
    kinds = sorted({line.split("tcp:")[1].split(":")[0] for line in lines})
    text = tshark(*options, "-Y", "tcp.port == %d" % ports[0], "-x")
    print("%-37s %s, decrypted: %s" % (name, " ".join(kinds), "hello" if "68 65 6c 6c 6f  " in text else "nothing"))
data("no keys")
data("key log", *keys)
data("key log, -d tcp.port==P,tls", *keys, "-d", "tcp.port==%d,tls" % ports[0])
data("key log, --disable-protocol ftp-data", *keys, "--disable-protocol", "ftp-data")
tshark("-q", *keys, "--export-objects", "ftp-data," + work + "/out")
names = os.listdir(work + "/out")
start = open(work + "/out/" + names[0], "rb").read(6)
hello = start[0] == 22 and start[1] == 3 and start[5] == 1
print("%-37s %s, which begins with %s" % ("key log, --export-objects ftp-data", *names, "a ClientHello" if hello else start))
PY
timeout -k 5 100 unshare -Urn -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
no keys                               tls, decrypted: nothing
key log                               ftp-data, decrypted: nothing
key log, -d tcp.port==P,tls           ftp-data, decrypted: nothing
key log, --disable-protocol ftp-data  tls, decrypted: hello
key log, --export-objects ftp-data    f, which begins with a ClientHello
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
