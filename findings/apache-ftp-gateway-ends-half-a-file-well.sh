#!/bin/sh
# Packages: Debian 12 apache2-bin 2.4.71-1~deb12u1 (mod_proxy_ftp), squid 5.7-2+deb12u6; Python 3.11's http.client
# Measured: 2026-11-30
#
# A client of HTTP fetches an ftp: URL through Apache's mod_proxy_ftp. The server sends half of the file, ends the data
# connection and says 451. It has no SIZE, so the gateway sends the file in chunks; at the server's 451 it sends the
# last, empty chunk, and a program has half a file with 200 OK and no error. The same with half a directory, which never
# has a size: its page is complete, to its "</html>". Squid in the same place breaks the file off, and for the directory
# it answers 502. Where there is a SIZE both gateways break off, by a Content-Length that isn't met.
#
# Expected: RFC 9112, 8: it is by the missing last chunk that a recipient sees that a chunked message is incomplete. RFC
# 959, 5.4: 451 is one of the ways in which RETR and LIST fail after 150, and 4.2: that the action wasn't completed.
#
# Seen, what http.client makes of 50000 of 100000 bytes, and of 50 of 100 lines:
#   apache  file       226  200, 100000 bytes
#   apache  file       451  200, 50000 bytes
#   apache  file, SIZE 451  200, IncompleteRead
#   apache  directory  451  200, 50 names, </html>: True
#   squid   file       226  200, 100000 bytes
#   squid   file       451  200, IncompleteRead
#   squid   file, SIZE 451  200, IncompleteRead
#   squid   directory  451  502
#
# Needs: root (both change their user), apt-get, python3, ip.
set -eu
[ "$(id -u)" = 0 ] || { echo "not measured: needs root"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian apache2-bin=2.4.71-1~deb12u1 libapr1 libaprutil1 squid=5.7-2+deb12u6 squid-common squid-langpack \
  libecap3 libltdl7 libtdb1
chmod 755 "$work"
mkdir "$work/home"
mkdir -m 777 "$work/state"
cat >"$work/measure.py" <<'PY'
import glob, http.client, os, re, socket, subprocess, sys, threading, time
work = sys.argv[1]
env = dict(
    os.environ, LD_LIBRARY_PATH=glob.glob(work + "/root/usr/lib/*-linux-gnu")[0], PYTHONPATH=work + "/python",
    HOME=work + "/home", LC_ALL="C")
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
def session(control, size, cut):
    data = None
    control.sendall(b"220 ready\r\n")
    for line in control.makefile("rb"):
        command = line.split()[0].upper()
        replies = {b"USER": b"331 password", b"PASS": b"230 in", b"TYPE": b"200 ok", b"PWD": b'257 "/"'}
        reply = replies.get(command, b"502 no")
        if command == b"CWD":
            reply = b"550 no directory" if b"file" in line else b"250 ok"
        elif command == b"SIZE" and size and b"file" in line:
            reply = b"213 100000"
        elif command == b"EPSV":
            data = socket.create_server(("127.0.0.1", 0))
            reply = b"229 Entering (|||%d|)" % data.getsockname()[1]
        elif command in (b"RETR", b"LIST"):
            control.sendall(b"150 here it comes\r\n")
            with data.accept()[0] as connection:
                if command == b"RETR":
                    connection.sendall(b"x" * (50000 if cut else 100000))
                else:
                    for i in range(50 if cut else 100):
                        connection.sendall(b"-rw-r--r-- 1 ftp ftp 5 Jan 01 2020 name%02d\r\n" % i)
            reply = b"451 Requested action aborted: local error in processing" if cut else b"226 done"
        control.sendall(reply + b"\r\n")
def listen(port, *kind):
    listener = socket.create_server(("127.0.0.1", port))
    while True:
        threading.Thread(target=session, args=(listener.accept()[0], *kind), daemon=True).start()
for kind in ((2101, False, False), (2102, False, True), (2103, True, True)):
    threading.Thread(target=listen, args=kind, daemon=True).start()
modules = "".join(
    "LoadModule %s_module %s/root/usr/lib/apache2/modules/mod_%s.so\n" % (name, work, name)
    for name in ("mpm_event", "proxy", "proxy_ftp", "authz_core"))
with open(work + "/apache", "w") as file:
    file.write(modules + """
ServerRoot {0}/state
DefaultRuntimeDir {0}/state
ServerName localhost
Listen 127.0.0.1:8080
PidFile {0}/state/apache.pid
ErrorLog {0}/state/apache.log
User daemon
Group daemon
ProxyRequests On
""".format(work))
with open(work + "/squid", "w") as file:
    file.write("""
http_port 127.0.0.1:3128
http_access allow all
cache deny all
access_log none
cache_log {0}/state/squid.log
pid_filename {0}/state/squid.pid
coredump_dir {0}/state
mime_table {0}/root/usr/share/squid/mime.conf
icon_directory {0}/root/usr/share/squid/icons
error_directory {0}/root/usr/share/squid/errors/templates
unlinkd_program {0}/root/usr/lib/squid/unlinkd
pinger_enable off
netdb_filename none
cache_effective_user daemon
visible_hostname localhost
max_filedescriptors 1024
""".format(work))
log = open(work + "/log", "w")
subprocess.Popen([work + "/root/usr/sbin/apache2", "-f", work + "/apache", "-DFOREGROUND"], env=env, stdout=log, stderr=log)
subprocess.Popen([work + "/root/usr/sbin/squid", "-N", "-f", work + "/squid"], env=env, stdout=log, stderr=log)
for name, proxy in (("apache", 8080), ("squid", 3128)):
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", proxy)).close()
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    for what, path, port, end in (
            ("file", "file", 2101, "226"), ("file", "file", 2102, "451"), ("file, SIZE", "file", 2103, "451"),
            ("directory", "d/", 2102, "451")):
        client = http.client.HTTPConnection("127.0.0.1", proxy, timeout=20)
        client.request("GET", "ftp://127.0.0.1:%d/%s" % (port, path), headers={"Host": "127.0.0.1:%d" % port})
        answer = client.getresponse()
        try:
            body = answer.read()
            said = "%d bytes" % len(body)
            if path == "d/":
                names = set(re.findall(rb"name\d\d", body))
                said = "%d names, </html>: %s" % (len(names), b"</html>" in body.lower())
        except http.client.IncompleteRead:
            said = "IncompleteRead"
        print("%-7s %-10s %s  %d%s" % (name, what, end, answer.status, ", " + said if answer.status == 200 else ""))
PY
timeout -k 5 100 unshare -n -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
apache  file       226  200, 100000 bytes
apache  file       451  200, 50000 bytes
apache  file, SIZE 451  200, IncompleteRead
apache  directory  451  200, 50 names, </html>: True
squid   file       226  200, 100000 bytes
squid   file       451  200, IncompleteRead
squid   file, SIZE 451  200, IncompleteRead
squid   directory  451  502
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
