#!/bin/sh
# Packages: Linux's nf_conntrack_ftp and nft_synproxy (6.18.44), Debian 12 nftables 1.0.6-2+deb12u2; PyPI pyftpdlib 2.2.0
# Measured: 2026-11-30
#
# A firewall without NAT forwards FTP to a server, has the FTP helper open data connections, and works. Then it gets a
# synproxy for port 21, and passive data connections are dropped: the control connection works, but has no helper any
# more, though the rule that sets it still matches its packets. A helper can be set only while a connection is new to
# conntrack, and that it is for no packet of the client: its SYN is untracked, as synproxy wants it, and the connection
# that conntrack knows begins with the SYN that synproxy itself sends to the server. That one starts in the output hook,
# of a connection that is forwarded. There, or in postrouting, the same rule has an effect.
#
# Expected: nft(8): a helper "needs to be assigned after a conntrack entry has been found", its example does that in
# prerouting, and synproxy may "protect either local or backend system". Neither mentions the other; no rule is refused.
#
# Seen, of ftplib's login and download, the rule being "tcp dport 21 ct helper set" in a chain of that hook:
#   no synproxy  prerouting   hello
#   synproxy     prerouting   logged in, then: timed out
#   synproxy     forward      logged in, then: timed out
#   synproxy     output       hello
#   synproxy     postrouting  hello
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
debian nftables=1.0.6-2+deb12u2 libnftables1 libnftnl11
pip install -q --target "$work/python" pyftpdlib==2.2.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get pyftpdlib"; exit 2; }
modprobe -a nf_conntrack_ftp nft_synproxy 2>/dev/null || : # or they are built in
mkdir "$work/files"
printf hello >"$work/files/f"
cat >"$work/measure.py" <<'PY'
import glob, os, subprocess, sys, time
work = sys.argv[1]
env = dict(os.environ, LD_LIBRARY_PATH=glob.glob(work + "/root/usr/lib/*-linux-gnu")[0], PYTHONPATH=work + "/python")
# client 198.51.100.2 - firewall 198.51.100.1, 203.0.113.1 - server 203.0.113.121; here is the firewall
subprocess.run(["sh", "-ec", """
mkdir -p /run/netns; mount -t tmpfs none /run/netns
for end in client server; do
  ip netns add $end
  ip link add $end type veth peer name eth0 netns $end
  ip link set $end up; ip -n $end link set lo up; ip -n $end link set eth0 up
done
ip addr add 198.51.100.1/24 dev client; ip -n client addr add 198.51.100.2/24 dev eth0
ip addr add 203.0.113.1/24 dev server; ip -n server addr add 203.0.113.121/24 dev eth0
ip -n client route add default via 198.51.100.1
ip -n server route add default via 203.0.113.1
echo 1 >/proc/sys/net/ipv4/ip_forward
echo 0 >/proc/sys/net/netfilter/nf_conntrack_tcp_loose # as synproxy wants it
"""], check=True)
rules = """
flush ruleset
table ip t {
  ct helper ftp { type "ftp" protocol tcp; }
  chain help { type filter hook %s priority 0; tcp dport 21 ct helper set "ftp"; }
  %s
  chain let { type filter hook forward priority 1; policy drop; %s ct state established,related accept; tcp dport 21 accept; }
}"""
untracked = 'chain raw { type filter hook prerouting priority raw; iifname "client" tcp dport 21 tcp flags syn notrack; }'
synproxy = 'iifname "client" tcp dport 21 ct state invalid,untracked synproxy mss 1460 wscale 7 timestamp sack-perm;'
subprocess.Popen(
    ["ip", "netns", "exec", "server", sys.executable, "-m", "pyftpdlib", "-i", "203.0.113.121", "-p", "21", "-d", work + "/files"],
    env=env, stderr=subprocess.DEVNULL)
ready = "import socket, sys; sys.exit(socket.socket().connect_ex(('203.0.113.121', 21)))"
for _ in range(100):
    if subprocess.run([sys.executable, "-c", ready]).returncode == 0:
        break
    time.sleep(0.1)
client = """
import ftplib
said = ""
try:
    ftp = ftplib.FTP(timeout=4)
    ftp.connect("203.0.113.121")
    ftp.login()
    said = "logged in, then: "
    file = []
    ftp.retrbinary("RETR f", file.append)
    print(b"".join(file).decode())
except OSError as e:
    print(said + str(e))
"""
for name, hook, more in (
        ("no synproxy", "prerouting", ("", "")), ("synproxy", "prerouting", (untracked, synproxy)),
        ("synproxy", "forward", (untracked, synproxy)), ("synproxy", "output", (untracked, synproxy)),
        ("synproxy", "postrouting", (untracked, synproxy))):
    subprocess.run([work + "/root/usr/sbin/nft", "-f", "-"], input=rules % (hook, *more), text=True, check=True, env=env)
    said = subprocess.run(["ip", "netns", "exec", "client", sys.executable, "-c", client], stdout=subprocess.PIPE, text=True)
    print("%-12s %-12s %s" % (name, hook, said.stdout.strip()))
PY
timeout -k 5 90 unshare -n -m -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
no synproxy  prerouting   hello
synproxy     prerouting   logged in, then: timed out
synproxy     forward      logged in, then: timed out
synproxy     output       hello
synproxy     postrouting  hello
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
