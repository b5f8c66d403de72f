#!/bin/sh
# Packages: Debian 12 proxychains4 and libproxychains4 4.16-2, tsocks 1.8beta5+ds1-1+b3, torsocks 2.4.0-1, curl and
#           libcurl4 7.88.1-10+deb12u15, wget 1.21.3-1+deb12u1; PyPI pyftpdlib 2.2.0; Python 3.11's ftplib
# Measured: 2026-11-30
#
# Three libraries that send a program's connections through a SOCKS proxy, preloaded before three clients in passive
# mode. With proxychains and tsocks wget gets its file. curl and Python's ftplib log in and then connect to the proxy's
# own address, at the server's data port: for safety they don't go by the address in the reply to PASV, but by whom the
# control connection is with, and getpeername() says the proxy there. (proxychains asks the proxy for that, tsocks
# connects by itself, since the proxy is local.) EPSV, which has no address, is no way out for curl. So the clients that
# are careful fail, and the one that trusts the reply works. What curl reports is that it couldn't connect to port 21,
# where it is logged in. With torsocks, getpeername() says the server, and all three work.
#
# Expected: RFC 2428, 3: EPSV's data connection is to the address that the control connection is with. proxychains4(1):
# it "forces any tcp connection made by any given tcp client" through the proxy; tsocks(8): "transparent SOCKS
# proxying". A library that stands for connect() would say of the peer what the program has told it, as torsocks does.
#
# Seen, by what the clients print and, of data connections, by what the proxy was asked for:
#   proxychains  ftplib  ConnectionRefusedError, proxy asked for 10.0.1.1
#   proxychains  curl    7 Failed to connect to 198.51.100.2 port 21, proxy asked for 10.0.1.1
#   proxychains  wget    hello, proxy asked for 198.51.100.2
#   tsocks       ftplib  ConnectionRefusedError, proxy asked for nothing
#   tsocks       curl    7 Failed to connect to 198.51.100.2 port 21, proxy asked for nothing
#   tsocks       wget    hello, proxy asked for 198.51.100.2
#   torsocks     ftplib  hello, proxy asked for 198.51.100.2
#   torsocks     curl    hello, proxy asked for 198.51.100.2
#   torsocks     wget    hello, proxy asked for 198.51.100.2
#
# Needs: root, apt-get, pip, python3, ip.
set -eu
[ "$(id -u)" = 0 ] || { echo "not measured: needs root"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian proxychains4=4.16-2 libproxychains4=4.16-2 tsocks=1.8beta5+ds1-1+b3 torsocks=2.4.0-1 \
  curl=7.88.1-10+deb12u15 libcurl4=7.88.1-10+deb12u15 wget=1.21.3-1+deb12u1
pip install -q --target "$work/python" pyftpdlib==2.2.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get pyftpdlib"; exit 2; }
mkdir "$work/files" "$work/home"
printf hello >"$work/files/f"
cat >"$work/measure.py" <<'PY'
import glob, os, re, subprocess, sys, time
work = sys.argv[1]
env = dict(
    os.environ, LD_LIBRARY_PATH=glob.glob(work + "/root/usr/lib/*-linux-gnu")[0], PYTHONPATH=work + "/python",
    HOME=work + "/home", LC_ALL="C")
# client 10.0.1.121 - proxy 10.0.1.1, 198.51.100.1 - server 198.51.100.2; here is the client, without a route to the server
subprocess.run(["sh", "-ec", """
mkdir -p /run/netns; mount -t tmpfs none /run/netns
for end in proxy server; do ip netns add $end; ip -n $end link set lo up; done
ip link set lo up
ip link add eth0 type veth peer name eth0 netns proxy
ip -n proxy link add eth1 type veth peer name eth0 netns server
ip link set eth0 up; ip -n proxy link set eth0 up; ip -n proxy link set eth1 up; ip -n server link set eth0 up
ip addr add 10.0.1.121/24 dev eth0; ip -n proxy addr add 10.0.1.1/24 dev eth0
ip -n proxy addr add 198.51.100.1/24 dev eth1; ip -n server addr add 198.51.100.2/24 dev eth0
"""], check=True)
def inside(namespace, *command, **more):
    return subprocess.Popen(["ip", "netns", "exec", namespace, *command], env=env, text=True, **more)
inside("server", sys.executable, "-m", "pyftpdlib", "-i", "198.51.100.2", "-p", "21", "-d", work + "/files",
       stderr=subprocess.DEVNULL)
ready = "import socket, sys; s = socket.socket(); s.settimeout(5); sys.exit(s.connect_ex(('198.51.100.2', 21)))"
for _ in range(100):
    if inside("server", sys.executable, "-c", ready).wait() == 0:
        break
    time.sleep(0.1)
proxy = """
import select, socket, struct, threading
def exactly(connection, size):
    data = b""
    while len(data) < size:
        data += connection.recv(size - len(data)) or exit()
    return data
def serve(client): # SOCKS 5, CONNECT to an IPv4 address, which torsocks writes as a name
    exactly(client, exactly(client, 2)[1])
    client.sendall(bytes([5, 0]))
    if exactly(client, 4)[3] == 3:
        host = exactly(client, exactly(client, 1)[0]).decode()
    else:
        host = socket.inet_ntoa(exactly(client, 4))
    port = struct.unpack(">H", exactly(client, 2))[0]
    print(host, port, flush=True)
    try:
        server = socket.create_connection((host, port), 5)
    except OSError:
        client.sendall(bytes([5, 5, 0, 1, 0, 0, 0, 0, 0, 0]))
        client.close()
        return
    client.sendall(bytes([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]))
    while True:
        for source in select.select([client, server], [], [])[0]:
            data = source.recv(65536)
            if not data:
                client.close()
                server.close()
                return
            (server if source is client else client).sendall(data)
listener = socket.create_server(("10.0.1.1", 1080))
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
"""
asked = open(work + "/asked", "w+")
inside("proxy", sys.executable, "-c", proxy, stdout=asked, stderr=subprocess.DEVNULL)
ready = "import socket, sys; sys.exit(socket.socket().connect_ex(('10.0.1.1', 1080)))"
for _ in range(100):
    if inside("proxy", sys.executable, "-c", ready).wait() == 0:
        break
    time.sleep(0.1)
for name, text in (
        ("proxychains", "strict_chain\nquiet_mode\n[ProxyList]\nsocks5 10.0.1.1 1080\n"),
        ("tsocks", "local = 10.0.1.0/255.255.255.0\nserver = 10.0.1.1\nserver_port = 1080\nserver_type = 5\n"),
        ("torsocks", "TorAddress 10.0.1.1\nTorPort 1080\n")):
    with open(work + "/" + name, "w") as file:
        file.write(text)
def library(name):
    return glob.glob(work + "/root/usr/lib/**/" + name, recursive=True)[0]
preload = {
    "proxychains": {"LD_PRELOAD": library("libproxychains.so.4"), "PROXYCHAINS_CONF_FILE": work + "/proxychains"},
    "tsocks": {"LD_PRELOAD": library("libtsocks.so*"), "TSOCKS_CONF_FILE": work + "/tsocks"},
    "torsocks": {"LD_PRELOAD": library("libtorsocks.so*"), "TORSOCKS_CONF_FILE": work + "/torsocks"},
}
ftplib = """
import ftplib
ftp = ftplib.FTP("198.51.100.2", timeout=10)
ftp.login()
try:
    ftp.retrbinary("RETR f", lambda data: print(data.decode()))
except OSError as e:
    print(type(e).__name__)
"""
url = "ftp://198.51.100.2/f"
clients = {
    "ftplib": [sys.executable, "-c", ftplib],
    "curl": [work + "/root/usr/bin/curl", "-q", "-sS", "-m", "15", url],
    "wget": [work + "/root/usr/bin/wget", "--no-config", "-q", "-O-", "-T", "10", "-t", "1", url],
}
for wrapper, more in preload.items():
    for client, command in clients.items():
        start = asked.seek(0, 2)
        said = subprocess.run(
            command, env=dict(env, **more), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=30).stdout
        error = re.search(r"curl: \((\d+)\) (.*?) after", said)
        asked.seek(start)
        hosts = [line.split()[0] for line in asked if line.split()[1] != "21"]
        print("%-12s %-7s %s, proxy asked for %s" % (
            wrapper, client, "%s %s" % error.groups() if error else said.strip(), " ".join(dict.fromkeys(hosts)) or "nothing"))
PY
timeout -k 5 100 unshare -n -m -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
proxychains  ftplib  ConnectionRefusedError, proxy asked for 10.0.1.1
proxychains  curl    7 Failed to connect to 198.51.100.2 port 21, proxy asked for 10.0.1.1
proxychains  wget    hello, proxy asked for 198.51.100.2
tsocks       ftplib  ConnectionRefusedError, proxy asked for nothing
tsocks       curl    7 Failed to connect to 198.51.100.2 port 21, proxy asked for nothing
tsocks       wget    hello, proxy asked for 198.51.100.2
torsocks     ftplib  hello, proxy asked for 198.51.100.2
torsocks     curl    hello, proxy asked for 198.51.100.2
torsocks     wget    hello, proxy asked for 198.51.100.2
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
