#!/bin/sh
# Packages: PyPI mitmproxy 11.0.2, pyftpdlib 2.2.0; Debian 12 curl and libcurl4 7.88.1-10+deb12u15
# Measured: 2026-12-01, Python 3.11
#
# mitmproxy as a SOCKS proxy passes on what isn't HTTP. Logins, listings and downloads work: there the server speaks first. In
# an upload it's the client that does, and the first line decides: three letters at its beginning and a blank in it make it a
# request of HTTP, and so do most lines of prose. mitmproxy finds that it's none and closes the connection to the server,
# to which it has sent nothing. That is how an empty file is uploaded: the server says 226, curl ends with 0, and what was in
# the file is gone. What begins with a number, has no blank in its first line or is binary arrives, so a test that uploads
# "hello" passes. "--tcp-hosts ." is the cure. Under TLS with PROT P there is more: TLS begins after AUTH on the control connection,
# which is passed on as it is, and with the first byte on the data connection, which is decrypted, by a certificate of
# mitmproxy's. So the client is shown two issuers in one session, the prose is lost as in clear, and an upload of anything else
# has no end.
#
# Expected: mitmproxy's options, rawtcp: "TCP connections are enabled by default". RFC 959, 3.4: in stream mode the close of the
# data connection is the end of the file, so a proxy that has lost the file must not close it as if it were at its end.
#
# Seen, of uploads by curl over an old file that begin like this, of a download, and who issued control's and data's certificate:
#   no proxy                 hello world   exit status 0, 12 of 12 bytes
#   mitmproxy                hello         exit status 0, 6 of 6 bytes
#   mitmproxy                12 hello      exit status 0, 9 of 9 bytes
#   mitmproxy                hello,world   exit status 0, 16 of 16 bytes
#   mitmproxy                hello world   exit status 0, 0 of 12 bytes
#   mitmproxy                Dear all,     exit status 0, 0 of 18 bytes
#   mitmproxy                hello world   exit status 0, 0 of 1200000 bytes
#   mitmproxy, --tcp-hosts . hello world   exit status 0, 12 of 12 bytes
#   mitmproxy                download:     hello world
#   no proxy, PROT P         12 hello      exit status 0, 9 of 9 bytes
#   mitmproxy, PROT P        hello world   exit status 0, 0 of 12 bytes
#   mitmproxy, PROT P        12 hello      exit status 28, no 226
#   mitmproxy, PROT P        certificates: server, mitmproxy
#
# Needs: apt-get, pip, python3, openssl, ip, unshare with user namespaces.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian curl=7.88.1-10+deb12u15 libcurl4=7.88.1-10+deb12u15
pip install -q --target "$work/python" mitmproxy==11.0.2 pyftpdlib==2.2.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get mitmproxy and pyftpdlib"; exit 2; }
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/key.pem" -out "$work/server.pem" -days 30 -subj /CN=server \
  -addext subjectAltName=IP:127.0.0.1 2>"$work/openssl"
mkdir "$work/files"
cat >"$work/measure.py" <<'PY'
import glob, os, re, subprocess, sys, time
work = sys.argv[1]
env = dict(os.environ, PYTHONPATH=work + "/python", HOME=work, LD_LIBRARY_PATH=glob.glob(work + "/root/usr/lib/*-linux-gnu")[0])
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
def start(*command):
    subprocess.Popen([sys.executable, *command], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
ftpd = ["-m", "pyftpdlib", "-i", "127.0.0.1", "-w", "-d", work + "/files"]
start(*ftpd, "-p", "2121")
start(*ftpd, "-p", "2122", "--tls", "--keyfile", work + "/key.pem", "--certfile", work + "/server.pem")
mitmproxy = ["-c", "import sys; from mitmproxy.tools.main import mitmdump; sys.exit(mitmdump())", "--set", "ssl_insecure=true"]
start(*mitmproxy, "--set", "confdir=" + work + "/1080", "--mode", "socks5@1080")
start(*mitmproxy, "--set", "confdir=" + work + "/1081", "--mode", "socks5@1081", "--tcp-hosts", ".")
import socket
for port in 2121, 2122, 1080, 1081:
    for _ in range(600):
        if not socket.socket().connect_ex(("127.0.0.1", port)):
            break
        time.sleep(0.1)
def curl(proxy, port, *options):
    tls = ["--ssl-reqd", "-k"] if port == 2122 else []
    return subprocess.run(
        [work + "/root/usr/bin/curl", "-sv", *(["--socks5-hostname", "127.0.0.1:%d" % proxy] if proxy else []), *tls, *options],
        env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
def upload(name, proxy, port, text, limit="60"):
    with open(work + "/text", "w") as f:
        f.write(text)
    with open(work + "/files/f", "w") as f:
        f.write("old")
    done = curl(proxy, port, "-m", limit, "-T", work + "/text", "ftp://127.0.0.1:%d/f" % port)
    there = "%d of %d bytes" % (os.path.getsize(work + "/files/f"), len(text)) if "\n< 226 " in done.stderr else "no 226"
    print("%-24s %-13s exit status %d, %s" % (name, text[:12].split("\n")[0], done.returncode, there))
    return done.stderr
upload("no proxy", None, 2121, "hello world\n")
for text in "hello\n", "12 hello\n", "hello,world\n1 1\n", "hello world\n", "Dear all,\n\nhello.\n", "hello world\n" * 100000:
    upload("mitmproxy", 1080, 2121, text)
upload("mitmproxy, --tcp-hosts .", 1081, 2121, "hello world\n")
with open(work + "/files/f", "w") as f:
    f.write("hello world\n")
print("%-24s %-13s %s" % ("mitmproxy", "download:", curl(1080, 2121, "-m", "60", "ftp://127.0.0.1:2121/f").stdout.strip()))
upload("no proxy, PROT P", None, 2122, "12 hello\n")
upload("mitmproxy, PROT P", 1080, 2122, "hello world\n")
said = upload("mitmproxy, PROT P", 1080, 2122, "12 hello\n", "20")
print("%-24s %-13s %s" % ("mitmproxy, PROT P", "certificates:", ", ".join(re.findall("issuer: CN=(\\w+)", said))))
PY
timeout -k 5 400 unshare -Urn -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
no proxy                 hello world   exit status 0, 12 of 12 bytes
mitmproxy                hello         exit status 0, 6 of 6 bytes
mitmproxy                12 hello      exit status 0, 9 of 9 bytes
mitmproxy                hello,world   exit status 0, 16 of 16 bytes
mitmproxy                hello world   exit status 0, 0 of 12 bytes
mitmproxy                Dear all,     exit status 0, 0 of 18 bytes
mitmproxy                hello world   exit status 0, 0 of 1200000 bytes
mitmproxy, --tcp-hosts . hello world   exit status 0, 12 of 12 bytes
mitmproxy                download:     hello world
no proxy, PROT P         12 hello      exit status 0, 9 of 9 bytes
mitmproxy, PROT P        hello world   exit status 0, 0 of 12 bytes
mitmproxy, PROT P        12 hello      exit status 28, no 226
mitmproxy, PROT P        certificates: server, mitmproxy
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
