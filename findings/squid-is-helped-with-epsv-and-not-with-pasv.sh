#!/bin/sh
# Packages: Debian 12 squid 5.7-2+deb12u6, nftables 1.0.6-2+deb12u2, curl and libcurl4 7.88.1-10+deb12u15, wget
#           1.21.3-1+deb12u1, lftp 4.9.2-2+b1; Linux's nf_conntrack_ftp and nf_nat_ftp (6.18.44); PyPI pyftpdlib 2.2.0;
#           Python 3.11's ftplib
# Measured: 2026-11-30
#
# A gateway redirects its clients' port 21 to Squid's native FTP proxy, "ftp_port 2121 intercept". In passive mode no client
# gets a file: Squid's 227 names the server's address, where its clients think they are, but a port of its own, and what
# comes for that goes on to the server, where nobody listens on it. The cure for such a proxy is the kernel's FTP helper on the
# redirected connection, which knows of the redirect and sends data connections to the proxy. Here it cures EPSV only. A
# 227 it passes over: the other end of the connection is the gateway, so the server's address is a foreign one to the
# helper. A 229 has no address. So curl, which says EPSV, gets its file, and wget, lftp and ftplib, which say PASV, don't.
# SuSE's ftp-proxy names the gateway, and by the same rule the helper corrects its 227; the proxy that names the right
# address gets no help. Active mode needs none, and all work where the clients' other ports are redirected too.
#
# Expected: squid.conf, ftp_port: "intercept" has the server's address from "the intended destination of the intercepted
# connection"; of data connections it says nothing. nft(8) has redirect as a form of dnat, and a connection that is
# translated is what the helper is for.
#
# Seen, the gateway being 10.0.1.1 and the server 198.51.100.2:
#   redirected    helper                    curl           wget           lftp    ftplib   ftplib, active
#   21            no      227 198.51.100.2  exit status 7  exit status 4  failed  refused  hello
#   21            yes     227 198.51.100.2  hello          exit status 4  failed  refused  hello
#   21, 1024 up   no      227 198.51.100.2  hello          hello          hello   hello    hello
#
# Needs: root (Squid changes its user), a kernel with the two modules, apt-get, pip, python3, ip.
set -eu
[ "$(id -u)" = 0 ] || { echo "not measured: needs root"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian squid=5.7-2+deb12u6 squid-common squid-langpack libecap3 libltdl7 libtdb1 nftables=1.0.6-2+deb12u2 libnftables1 libnftnl11 \
  curl=7.88.1-10+deb12u15 libcurl4=7.88.1-10+deb12u15 wget=1.21.3-1+deb12u1 lftp=4.9.2-2+b1
pip install -q --target "$work/python" pyftpdlib==2.2.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get pyftpdlib"; exit 2; }
modprobe -a nf_conntrack_ftp nf_nat_ftp nft_redir 2>/dev/null || : # or they are built in
chmod 755 "$work"
mkdir "$work/files"
mkdir -m 777 "$work/state"
printf hello >"$work/files/f"
cat >"$work/squid" <<CONF
http_port 127.0.0.1:3128
ftp_port 2121 intercept
http_access allow all
cache deny all
access_log none
cache_log $work/state/squid.log
pid_filename $work/state/squid.pid
coredump_dir $work/state
mime_table $work/root/usr/share/squid/mime.conf
icon_directory $work/root/usr/share/squid/icons
error_directory $work/root/usr/share/squid/errors/templates
unlinkd_program $work/root/usr/lib/squid/unlinkd
dns_nameservers 127.0.0.1
pinger_enable off
netdb_filename none
cache_effective_user daemon
visible_hostname localhost
max_filedescriptors 1024
CONF
cat >"$work/measure.py" <<'PY'
import glob, os, subprocess, sys, time
work = sys.argv[1]
root = work + "/root"
env = dict(os.environ, LD_LIBRARY_PATH=glob.glob(root + "/usr/lib/*-linux-gnu")[0], PYTHONPATH=work + "/python", HOME=work)
# client 10.0.1.121 - gateway with Squid 10.0.1.1, 198.51.100.1 - server 198.51.100.2; here is the gateway
subprocess.run(["sh", "-ec", """
mkdir -p /run/netns; mount -t tmpfs none /run/netns
ip link set lo up
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
  chain in {
    type nat hook prerouting priority dstnat
    iifname "client" tcp dport 21 redirect to :2121
    %s
  }
  chain pre { type filter hook prerouting priority 0; %s; }
}"""
subprocess.Popen(
    ["ip", "netns", "exec", "server", sys.executable, "-m", "pyftpdlib", "-i", "198.51.100.2", "-p", "21", "-d", work + "/files"],
    env=env, stderr=subprocess.DEVNULL)
log = open(work + "/log", "w")
subprocess.Popen([root + "/usr/sbin/squid", "-N", "-f", work + "/squid"], env=env, stdout=log, stderr=log)
ready = "import socket, sys; sys.exit(socket.socket().connect_ex((sys.argv[1], int(sys.argv[2]))))"
for address, port in (("198.51.100.2", "21"), ("127.0.0.1", "3128")):
    for _ in range(200):
        if subprocess.run([sys.executable, "-c", ready, address, port]).returncode == 0:
            break
        time.sleep(0.1)
def client(*command):
    return subprocess.run(
        ["ip", "netns", "exec", "client", *command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=env)
program = """
import ftplib, sys
for passive in True, False:
    ftp = ftplib.FTP("198.51.100.2", timeout=20)
    ftp.login()
    ftp.set_pasv(passive)
    if passive:
        print(ftplib.parse227(ftp.sendcmd("PASV"))[0])
    file = []
    try:
        ftp.retrbinary("RETR f", file.append)
        print(b"".join(file).decode())
    except ConnectionRefusedError:
        print("refused")
"""
lftp = "set net:max-retries 1; set net:timeout 5; set net:reconnect-interval-base 1; set ftp:passive-mode yes; cat ftp://198.51.100.2/f"
for name, more, helper, chain in (
        ("21", "", "no", "accept"),
        ("21", "", "yes", "tcp dport 2121 ct helper set ftp"),
        ("21, 1024 up", 'iifname "client" tcp dport 1024-65535 redirect', "no", "accept")):
    subprocess.run([root + "/usr/sbin/nft", "-f", "-"], input=rules % (more, chain), text=True, check=True, env=env)
    curl = client(root + "/usr/bin/curl", "-s", "-m", "40", "ftp://198.51.100.2/f")
    wget = client(root + "/usr/bin/wget", "-q", "-T", "20", "-t", "1", "-O", "-", "ftp://198.51.100.2/f")
    cat = client("timeout", "60", root + "/usr/bin/lftp", "-c", lftp)
    address, passive, active = client(sys.executable, "-c", program).stdout.splitlines()
    print("%-12s  %-6s  227 %s  %-13s  %-13s  %-6s  %-7s  %s" % (
        name, helper, address, curl.stdout or "exit status %d" % curl.returncode, wget.stdout or "exit status %d" % wget.returncode,
        cat.stdout or "failed", passive, active))
PY
timeout -k 5 300 unshare -n -m -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
21            no      227 198.51.100.2  exit status 7  exit status 4  failed  refused  hello
21            yes     227 198.51.100.2  hello          exit status 4  failed  refused  hello
21, 1024 up   no      227 198.51.100.2  hello          hello          hello   hello    hello
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
