#!/bin/sh
# Packages: Debian 12 curl and libcurl4 7.88.1-10+deb12u15 (OpenSSL 3.0), PyPI pyftpdlib 2.2.0 and pyopenssl 26.4.0
# Measured: 2026-11-29
#
# In active mode under TLS curl accepts the server's data connection and then says nothing on it. The server waits for
# the ClientHello, and curl for its own time to be over. What it says then is about something else, an address family.
# In active mode without TLS, and in passive mode under TLS, it gets the file.
#
# Expected: RFC 4217, 7: the party that is the TLS client of the control connection is that of data connections too,
# whoever opened them. lftp, wget, ftplib, net-ftp and Net::FTP do that.
#
# Seen:
#   passive, TLS:   exit status 0, 5 bytes
#   active, plain:  exit status 0, 5 bytes
#   active, TLS:    exit status 28, 0 bytes from curl on the data connection
#                   sa_addr inet_ntop() failed with errno 97: Address family not supported by protocol
#
# Needs: apt-get, pip, python3, openssl, ip, unshare with user namespaces.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  for package; do
    (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$package" && dpkg -x ./"${package%%=*}"_*.deb root) \
      >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $package"; exit 2; }
  done
}
debian curl=7.88.1-10+deb12u15 libcurl4=7.88.1-10+deb12u15
pip install -q --target "$work/python" pyftpdlib==2.2.0 pyopenssl==26.4.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get pyftpdlib"; exit 2; }
mkdir "$work/files"
printf hello >"$work/files/f"
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 -days 2 \
  -keyout "$work/pem" -out "$work/cert" 2>"$work/log"
cat "$work/cert" >>"$work/pem"
cat >"$work/measure.py" <<'PY'
import glob, logging, os, socket, subprocess, sys, threading, time
work = sys.argv[1]
sys.path.insert(0, work + "/python")
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler, TLS_FTPHandler
from pyftpdlib.servers import ThreadedFTPServer
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
logging.basicConfig(filename=work + "/server-log")
authorizer = DummyAuthorizer()
authorizer.add_anonymous(work + "/files")
def serve(handler, port, **settings):
    kind = type("Handler", (handler,), {"authorizer": authorizer, **settings})
    server = ThreadedFTPServer(("127.0.0.1", port), kind)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    while socket.socket().connect_ex(("127.0.0.1", port)):
        time.sleep(0.1)
serve(FTPHandler, 2100)
serve(TLS_FTPHandler, 2101, certfile=work + "/pem", tls_control_required=True, tls_data_required=True)
env = dict(os.environ, LD_LIBRARY_PATH=glob.glob(work + "/root/usr/lib/*-linux-gnu")[0])
def curl(*options):
    ended = subprocess.run(
        [work + "/root/usr/bin/curl", "-q", "-sS", "-m", "8", *options], env=env, capture_output=True, text=True)
    return ended.returncode, len(ended.stdout), ended.stderr.strip().removeprefix("curl: (28) ")
tls = ["--ssl-reqd", "--cacert", work + "/cert", "ftp://127.0.0.1:2101/f"]
print("passive, TLS:   exit status %d, %d bytes" % curl(*tls)[:2])
print("active, plain:  exit status %d, %d bytes" % curl("-P", "-", "ftp://127.0.0.1:2100/f")[:2])
# What it sends on the data connection is counted by a server that knows just enough.
import ssl
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(work + "/pem")
listener = socket.create_server(("127.0.0.1", 2102))
heard = []
def session():
    control = listener.accept()[0]
    control.sendall(b"220 ready\r\n")
    control.recv(100)
    control.sendall(b"234 go on\r\n")
    control = context.wrap_socket(control, server_side=True)
    said = {"USER": "331 password", "PASS": "230 in", "PWD": '257 "/"', "SIZE": "213 5", "RETR": "150 here"}
    for line in control.makefile("r"):
        command = line.split()[0]
        control.sendall((said.get(command, "200 ok") + "\r\n").encode())
        if command == "EPRT":
            port = int(line.split("|")[3])
        if command == "RETR":
            data = socket.create_connection(("127.0.0.1", port))
            heard.append(len(data.recv(100)))
            return
server = threading.Thread(target=session, daemon=True)
server.start()
status, _, words = curl("-P", "-", *tls[:-1], "ftp://127.0.0.1:2102/f")
server.join(10)
print("active, TLS:    exit status %d, %s bytes from curl on the data connection" % (status, *heard))
print("                " + words)
PY
timeout -k 5 60 unshare -Urn -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
passive, TLS:   exit status 0, 5 bytes
active, plain:  exit status 0, 5 bytes
active, TLS:    exit status 28, 0 bytes from curl on the data connection
                sa_addr inet_ntop() failed with errno 97: Address family not supported by protocol
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
