#!/bin/sh
# Packages: Debian 12 ftp-proxy 1.9.2.4-10.1+b1 (SuSE's), inetutils-ftpd 2:2.4-2+deb12u3; PyPI pyftpdlib 2.2.0; Python
#           3.11's ftplib
# Measured: 2026-11-30
#
# ftplib resumes as it should: PASV, REST and, at once, RETR or STOR. The proxy answers PASV by itself and passes REST on;
# its own PASV to the server comes when it knows what there is to transfer. So the server has them the other way round,
# REST, PASV, RETR, and the same with PORT, for an active client. inetutils' ftpd says 350 to REST, forgets the offset at
# PASV, and ends with 226: a resumed download is the whole file, to be put after the half that is there already; a
# resumed upload replaces the half that was there by the other one. ftplib and this server are well without the proxy,
# and the proxy with pyftpdlib, which keeps the offset. No reply and no exception tells.
#
# Expected: RFC 3659, 5.3: REST must be the last command before that of the transfer. That holds for a proxy too, which is
# the server's client; what REST does anywhere else is undefined, and a server may "silently ignore" it.
# ftp-proxy.conf(5) has nothing about it.
#
# Seen, of "hello world" from offset 6: what the client got, what the file is after an upload, and what the server was told:
#   pyftpdlib  direct        world        hello world  PASV REST RETR PASV REST STOR
#   pyftpdlib  proxy         world        hello world  REST PASV RETR REST PASV STOR
#   inetutils  direct        world        hello world
#   inetutils  proxy         hello world  world
#   inetutils  proxy active  hello world  world
#
# Needs: root (the server changes its user; /etc/passwd gets an ftp account in a mount namespace), apt-get, pip, python3,
# ip.
set -eu
[ "$(id -u)" = 0 ] || { echo "not measured: needs root"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian ftp-proxy=1.9.2.4-10.1+b1 inetutils-ftpd=2:2.4-2+deb12u3 libwrap0 libldap-2.5-0 libsasl2-2
pip install -q --target "$work/python" pyftpdlib==2.2.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get pyftpdlib"; exit 2; }
mkdir "$work/files"
chmod 755 "$work"
chmod 777 "$work/files"
{ grep -v '^ftp:' /etc/passwd; echo "ftp:x:2:2::$work/files:/bin/sh"; } >"$work/passwd"
cat >"$work/measure.py" <<'PY'
import ftplib, glob, io, os, re, socket, subprocess, sys, threading, time
work = sys.argv[1]
env = dict(os.environ, LD_LIBRARY_PATH=glob.glob(work + "/root/usr/lib/*-linux-gnu")[0], PYTHONPATH=work + "/python")
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
subprocess.run(["mount", "--bind", work + "/passwd", "/etc/passwd"], check=True)
with open(work + "/log", "a") as log:
    subprocess.Popen(
        [sys.executable, "-m", "pyftpdlib", "-i", "127.0.0.1", "-p", "2101", "-d", work + "/files", "-w", "-D"],
        env=env, stderr=log)
listener = socket.create_server(("127.0.0.1", 2102))
def inetd():
    while True:
        connection = listener.accept()[0]
        subprocess.Popen([work + "/root/usr/sbin/ftpd"], stdin=connection, stdout=connection, env=env)
        connection.close()
threading.Thread(target=inetd, daemon=True).start()
for port in (2101, 2102):
    conf = "%s/%d" % (work, port)
    with open(conf, "w") as file:
        file.write("[-Global-]\nServerType standalone\nListen 127.0.0.1\nPort %d\n"
                   "DestinationAddress 127.0.0.1\nDestinationPort %d\nForkLimit 1000\n" % (port + 10, port))
    subprocess.Popen([work + "/root/usr/sbin/ftp-proxy", "-n", "-d", "-f", conf], env=env)
for name, way, port in (
        ("pyftpdlib", "direct", 2101), ("pyftpdlib", "proxy", 2111),
        ("inetutils", "direct", 2102), ("inetutils", "proxy", 2112), ("inetutils", "proxy active", 2112)):
    while socket.socket().connect_ex(("127.0.0.1", port)):
        time.sleep(0.1)
    files = {}
    for what in ("download", "upload"):
        with open(work + "/files/f", "w") as file:
            file.write("hello world" if what == "download" else "hello ")
        os.chmod(work + "/files/f", 0o666)
        ftp = ftplib.FTP()
        ftp.connect("127.0.0.1", port, timeout=10)
        ftp.login("anonymous", "x@")
        ftp.set_pasv(way != "proxy active")
        if what == "download":
            text = []
            last = ftp.retrbinary("RETR f", text.append, rest=6)
            files[what] = b"".join(text).decode()
        else:
            last = ftp.storbinary("STOR f", io.BytesIO(b"world"), rest=6)
            with open(work + "/files/f") as file:
                files[what] = file.read()
        assert last.startswith("226"), last
        ftp.quit()
    told = ""
    if name == "pyftpdlib":
        with open(work + "/log", "r+") as log:
            told = " ".join(re.findall(r"<- (PASV|REST|RETR|STOR)\b", log.read()))
            log.truncate(0)
    print(("%-10s %-13s %-12s %-12s %s" % (name, way, files["download"], files["upload"], told)).rstrip())
PY
timeout -k 5 100 unshare -n -m -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
pyftpdlib  direct        world        hello world  PASV REST RETR PASV REST STOR
pyftpdlib  proxy         world        hello world  REST PASV RETR REST PASV STOR
inetutils  direct        world        hello world
inetutils  proxy         hello world  world
inetutils  proxy active  hello world  world
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
