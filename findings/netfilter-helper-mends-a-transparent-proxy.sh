#!/bin/sh
# Packages: Linux's nf_conntrack_ftp and nf_nat_ftp (6.18.44), Debian 12 nftables 1.0.6-2+deb12u2, ftp-proxy 1.9.2.4-10.1+b1
#           (SuSE's), curl and libcurl4 7.88.1-10+deb12u15, wget 1.21.3-1+deb12u1; PyPI pyftpdlib 2.2.0; Python 3.11's ftplib
# Measured: 2026-11-30
#
# A gateway redirects its clients' port 21 to an FTP proxy of its own, so that they are proxied without knowing. Its 227 names
# the gateway, where its port is. wget goes there. curl and ftplib, which are careful, go to the address that they are logged
# in at: the server's, where nobody listens on that port. With the kernel's FTP helper on the redirected connection all
# work: it puts the server's address into the proxy's 227, and sends on to the proxy what comes for that address and port. So
# one more thing in the path that changes replies is the cure. It doesn't look like its place: the proxy has read the
# control connection already, the gateway ends it, and no address of it was translated but by the redirect.
#
# Expected: a helper is needed where a NAT stands between the two ends of a control connection that name addresses. nft(8)
# has "redirect" as "a special form of dnat" to the local host, and says of neither what helpers do with it. For the rule
# that sets it, the port is the proxy's.
#
# Seen, the gateway being 10.0.1.1 and the server 198.51.100.2:
#   no helper  227 10.0.1.1      wget: hello  curl: exit status 7  ftplib: Connection refused
#   helper     227 198.51.100.2  wget: hello  curl: hello          ftplib: hello
#
# Needs: root, a kernel with the two modules, apt-get, pip, python3, ip.
set -eu
[ "$(id -u)" = 0 ] || { echo "not measured: needs root"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian nftables=1.0.6-2+deb12u2 libnftables1 libnftnl11 ftp-proxy=1.9.2.4-10.1+b1 libwrap0 libldap-2.5-0 libsasl2-2 \
  curl=7.88.1-10+deb12u15 libcurl4=7.88.1-10+deb12u15 wget=1.21.3-1+deb12u1
pip install -q --target "$work/python" pyftpdlib==2.2.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get pyftpdlib"; exit 2; }
modprobe -a nf_conntrack_ftp nf_nat_ftp nft_redir 2>/dev/null || : # or they are built in
mkdir "$work/files"
printf hello >"$work/files/f"
cat >"$work/conf" <<'CONF'
[-Global-]
ServerType standalone
Listen 0.0.0.0
Port 2121
AllowTransProxy yes
ForkLimit 1000
CONF
cat >"$work/measure.py" <<'PY'
import glob, os, subprocess, sys, time
work = sys.argv[1]
root = work + "/root"
env = dict(os.environ, LD_LIBRARY_PATH=glob.glob(root + "/usr/lib/*-linux-gnu")[0], PYTHONPATH=work + "/python")
# client 10.0.1.121 - gateway with the proxy 10.0.1.1, 198.51.100.1 - server 198.51.100.2; here is the gateway
subprocess.run(["sh", "-ec", """
mkdir -p /run/netns; mount -t tmpfs none /run/netns
for end in client server; do
  ip netns add $end
  ip link add $end type veth peer name eth0 netns $end
  ip link set $end up; ip -n $end link set lo up; ip -n $end link set eth0 up
done
ip addr add 10.0.1.1/24 dev client; ip -n client addr add 10.0.1.121/24 dev eth0
ip addr add 198.51.100.1/24 dev server; ip -n server addr add 198.51.100.2/24 dev eth0
ip -n client route add default via 10.0.1.1
ip -n server route add default via 198.51.100.1
echo 1 >/proc/sys/net/ipv4/ip_forward
"""], check=True)
rules = """
flush ruleset
table ip t {
  ct helper ftp { type "ftp" protocol tcp; }
  chain in { type nat hook prerouting priority dstnat; iifname "client" tcp dport 21 redirect to :2121; }
  chain pre { type filter hook prerouting priority 0; %s; }
}"""
subprocess.Popen(
    ["ip", "netns", "exec", "server", sys.executable, "-m", "pyftpdlib", "-i", "198.51.100.2", "-p", "21", "-d", work + "/files"],
    env=env, stderr=subprocess.DEVNULL)
subprocess.Popen([root + "/usr/sbin/ftp-proxy", "-n", "-d", "-f", work + "/conf"], env=env)
ready = "import socket, sys; sys.exit(socket.socket().connect_ex((sys.argv[1], int(sys.argv[2]))))"
for address, port in (("198.51.100.2", "21"), ("127.0.0.1", "2121")):
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    while subprocess.run([sys.executable, "-c", ready, address, port]).returncode:
        time.sleep(0.1)
def client(*command):
    return subprocess.run(
        ["ip", "netns", "exec", "client", *command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=env)
program = """
import ftplib
ftp = ftplib.FTP("198.51.100.2", timeout=20)
ftp.login("anonymous", "x@")
print(ftplib.parse227(ftp.sendcmd("PASV"))[0])
file = []
try:
    ftp.retrbinary("RETR f", file.append)
    print(b"".join(file).decode())
except OSError as e:
    print(e.strerror or e)
"""
for name, chain in (("no helper", "accept"), ("helper", "tcp dport 2121 ct helper set ftp")):
    subprocess.run([root + "/usr/sbin/nft", "-f", "-"], input=rules % chain, text=True, check=True, env=env)
    wget = client(root + "/usr/bin/wget", "-q", "-T", "20", "-t", "1", "-O", "-", "ftp://198.51.100.2/f")
    curl = client(root + "/usr/bin/curl", "-s", "-m", "40", "ftp://198.51.100.2/f")
    address, file = client(sys.executable, "-c", program).stdout.splitlines()
    print("%-10s 227 %-13s wget: %-6s curl: %-14s ftplib: %s" % (
        name, address, wget.stdout, curl.stdout or "exit status %d" % curl.returncode, file))
PY
timeout -k 5 150 unshare -n -m -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
no helper  227 10.0.1.1      wget: hello  curl: exit status 7  ftplib: Connection refused
helper     227 198.51.100.2  wget: hello  curl: hello          ftplib: hello
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
