#!/bin/sh
# Packages: Debian 12 wget 1.21.3-1+deb12u1, PyPI pyftpdlib 2.2.0
# Measured: 2026-11-28
#
# On an IPv6 connection wget asks for EPSV 2, and never for plain EPSV. A server that sees the connection as
# IPv4, as all do behind NAT64 or an IPv6 load balancer, says 522 and names what it has: (use 1). wget doesn't
# read that and goes on with LPSV, which hardly any server has, and gives up. Plain EPSV works there.
#
# Expected: RFC 2428, 3: 522 is the reply to a protocol that the server lacks, with those that it has in
# parentheses, and EPSV without an argument leaves the choice to the server, by the control connection. curl,
# lftp, ftplib and commons-net send that.
#
# Seen:
#   wget   EPSV 2 -> 522 Network protocol not supported (use 1).
#          LPSV -> 500 Command "LPSV" not understood.
#          Cannot initiate PASV transfer.
#   EPSV   229 Entering extended passive mode (|||P|).
#
# Needs: apt-get, pip, python3, ip, unshare with user namespaces.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  for package; do
    (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$package" && dpkg -x ./"${package%%=*}"_*.deb root) \
      >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $package"; exit 2; }
  done
}
debian wget=1.21.3-1+deb12u1
pip install -q --target "$work/python" pyftpdlib==2.2.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get pyftpdlib"; exit 2; }
mkdir "$work/files"
echo hello >"$work/files/f"
cat >"$work/measure.py" <<'PY'
# [::1]:21, forwarded to 127.0.0.1:2100, stands for the NAT64: an IPv6 client, an IPv4 server, nothing changed between.
import ftplib, os, re, socket, subprocess, sys, threading, time
work = sys.argv[1]
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
subprocess.Popen(
    [sys.executable, "-m", "pyftpdlib", "-i", "127.0.0.1", "-p", "2100", "-d", work + "/files"],
    env=dict(os.environ, PYTHONPATH=work + "/python"), stderr=subprocess.DEVNULL)
listener = socket.create_server(("::1", 21), family=socket.AF_INET6)
def carry(source, sink):
    while data := source.recv(4096):
        sink.sendall(data)
    sink.shutdown(socket.SHUT_WR)
def forward():
    while True:
        client, _ = listener.accept()
        for _ in range(100):
            try:
                server = socket.create_connection(("127.0.0.1", 2100))
                break
            except ConnectionRefusedError:
                time.sleep(0.1)
        threading.Thread(target=carry, args=(client, server), daemon=True).start()
        threading.Thread(target=carry, args=(server, client), daemon=True).start()
threading.Thread(target=forward, daemon=True).start()
wget = subprocess.run(
    [work + "/root/usr/bin/wget", "--no-config", "-S", "-T", "10", "-t", "1", "-O", os.devnull, "ftp://[::1]/f"],
    stderr=subprocess.PIPE, text=True, env=dict(os.environ, LC_ALL="C"), timeout=60).stderr
exchange = re.findall(r"--> (EPSV.*|LPSV)\n\s*(\d.*)", wget)
print("wget  ", "\n       ".join("%s -> %s" % pair for pair in exchange))
print("      ", wget.strip().splitlines()[-1])
ftp = ftplib.FTP()
ftp.connect("::1", 21, 10)
ftp.login()
print("EPSV  ", re.sub(r"\d+\|\)", "P|)", ftp.sendcmd("EPSV")))
PY
timeout -k 5 90 unshare -Urn -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
wget   EPSV 2 -> 522 Network protocol not supported (use 1).
       LPSV -> 500 Command "LPSV" not understood.
       Cannot initiate PASV transfer.
EPSV   229 Entering extended passive mode (|||P|).
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
