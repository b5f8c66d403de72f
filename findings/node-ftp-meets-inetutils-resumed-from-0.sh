#!/bin/sh
# Packages: npm ftp 0.3.10 (node-ftp); Debian 12 inetutils-ftpd 2:2.4-2+deb12u3; PyPI pyftpdlib 2.2.0
# Measured: 2026-11-30, Node 20
#
# node-ftp resumes a download by restart(offset) and then get(file), which on the wire is REST, PASV, RETR. It can't be
# another order: get() says PASV by itself. inetutils' ftpd says 350 to REST, forgets the offset at PASV, sends the whole
# file and ends with 226. No reply and no callback tells, and the program puts the whole file after the half that it has.
# With PASV first, as ftplib does it, the same server resumes; and node-ftp resumes at pyftpdlib.
#
# Expected: RFC 3659, 5.3: REST must be the last command before that of the transfer, and what it does anywhere else is
# undefined: a server may save the offset, as most do, or "silently ignore" it. RFC 959, 4.1.3 has it followed at once
# by the command that resumes the transfer. So it's the client's fault, and most servers hide it.
#
# Seen, of "hello world" from offset 6:
#   node-ftp  pyftpdlib  REST PASV RETR  world
#   ftplib    inetutils  PASV REST RETR  world
#   node-ftp  inetutils  REST PASV RETR  hello world
#
# Needs: root (the server changes its user; /etc/passwd gets an ftp account in a mount namespace), apt-get, npm, node,
# pip, python3, ip.
set -eu
[ "$(id -u)" = 0 ] || { echo "not measured: needs root"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian inetutils-ftpd=2:2.4-2+deb12u3 libwrap0
pip install -q --target "$work/python" pyftpdlib==2.2.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get pyftpdlib"; exit 2; }
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" ftp@0.3.10 >"$work/npm" 2>&1 ||
  { cat "$work/npm"; echo "not measured: can't get ftp"; exit 2; }
mkdir "$work/files"
chmod 755 "$work" "$work/files"
printf 'hello world' >"$work/files/f"
{ grep -v '^ftp:' /etc/passwd; echo "ftp:x:2:2::$work/files:/bin/sh"; } >"$work/passwd"
cat >"$work/resume.js" <<'JS'
const Client = require("ftp");
const client = new Client();
const commands = [];
const fail = (error) => { if (error) { console.log(error.message); process.exit(); } };
client.on("error", fail);
client.on("ready", () => client.restart(6, (error) => {
  fail(error);
  client.get("f", (error, stream) => {
    fail(error);
    let text = "";
    stream.on("data", (chunk) => { text += chunk; });
    stream.on("close", () => { console.log(commands.join(" "), "", text); client.destroy(); });
  });
}));
const debug = (line) => {
  const sent = line.match(/^\[connection\] > '(REST|PASV|RETR)/);
  if (sent) commands.push(sent[1]);
};
client.connect({ host: "127.0.0.1", port: Number(process.argv[2]), user: "anonymous", password: "x@", debug });
JS
cat >"$work/measure.py" <<'PY'
import ftplib, glob, os, socket, subprocess, sys, threading, time
work = sys.argv[1]
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
subprocess.run(["mount", "--bind", work + "/passwd", "/etc/passwd"], check=True)
subprocess.Popen(
    [sys.executable, "-m", "pyftpdlib", "-i", "127.0.0.1", "-p", "2121", "-d", work + "/files"],
    env=dict(os.environ, PYTHONPATH=work + "/python"), stderr=subprocess.DEVNULL)
env = dict(os.environ, LD_LIBRARY_PATH=glob.glob(work + "/root/usr/lib/*-linux-gnu")[0])
listener = socket.create_server(("127.0.0.1", 21))
def inetd():
    while True:
        connection = listener.accept()[0]
        subprocess.Popen([work + "/root/usr/sbin/ftpd"], stdin=connection, stdout=connection, env=env)
        connection.close()
threading.Thread(target=inetd, daemon=True).start()
while socket.socket().connect_ex(("127.0.0.1", 2121)):
    time.sleep(0.1)
def node(port):
    return subprocess.run(
        ["node", work + "/resume.js", str(port)], stdout=subprocess.PIPE, text=True, timeout=30).stdout.strip()
print("node-ftp  pyftpdlib ", node(2121))
ftp = ftplib.FTP("127.0.0.1", timeout=10)
ftp.login("anonymous", "x@")
commands, put, text = [], ftp.putcmd, []
ftp.putcmd = lambda line: (commands.append(line.split()[0]), put(line))
ftp.retrbinary("RETR f", text.append, rest=6)
print("ftplib    inetutils ", *commands[1:], "", b"".join(text).decode())
print("node-ftp  inetutils ", node(21))
PY
timeout -k 5 100 unshare -n -m -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
node-ftp  pyftpdlib  REST PASV RETR  world
ftplib    inetutils  PASV REST RETR  world
node-ftp  inetutils  REST PASV RETR  hello world
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
