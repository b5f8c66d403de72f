#!/bin/sh
# Packages: Linux's nf_conntrack_ftp and nf_nat_ftp (6.18.44), Debian 12 nftables 1.0.6-2+deb12u2; PyPI pyftpdlib 2.2.0
# Measured: 2026-11-30
#
# A provider shares one IPv4 address among customers, each with ports of its own, and a customer's router does "snat to
# 198.51.100.1:2000-2999". Passive FTP works. With the FTP helper, which passive mode doesn't need here, it fails: the
# data connection doesn't go by that rule any more. It gets the control connection's address and keeps its own source
# port, and what comes back for that port isn't this customer's. Active mode, which the helper is for, fails alike: PORT
# names a port outside the range. "masquerade to :2000-2999" does the same, with "random" and without.
#
# Expected: RFC 7597 (MAP-E), 9: the router's NAT is restricted to the ports that are its own. Nothing in nft(8) tells
# that a helper's data connections get their ports without regard to the rules for NAT.
#
# Seen, of ftplib, the port being that of data connections at 198.51.100.1:
#   no helper  passive  hello, port in 2000-2999: True
#   helper     passive  timed out, port in 2000-2999: False
#   helper     active   timed out, port in 2000-2999: False
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
modprobe -a nf_conntrack_ftp nf_nat_ftp 2>/dev/null || : # or they are built in
mkdir "$work/files" "$work/home"
printf hello >"$work/files/f"
cat >"$work/measure.py" <<'PY'
import glob, os, subprocess, sys, time
work = sys.argv[1]
env = dict(
    os.environ, LD_LIBRARY_PATH=glob.glob(work + "/root/usr/lib/*-linux-gnu")[0], PYTHONPATH=work + "/python",
    HOME=work + "/home", LC_ALL="C")
# client 10.0.1.121 - router 10.0.1.1, 198.51.100.1 - provider - server 203.0.113.2; here is the router
subprocess.run(["sh", "-ec", """
mkdir -p /run/netns; mount -t tmpfs none /run/netns
for end in client provider server; do ip netns add $end; ip -n $end link set lo up; done
for end in client provider; do
  ip link add $end type veth peer name eth0 netns $end
  ip link set $end up; ip -n $end link set eth0 up
done
ip -n provider link add server type veth peer name eth0 netns server
ip -n provider link set server up; ip -n server link set eth0 up
ip addr add 10.0.1.1/24 dev client; ip -n client addr add 10.0.1.121/24 dev eth0
ip addr add 198.51.100.1/24 dev provider; ip -n provider addr add 198.51.100.254/24 dev eth0
ip -n provider addr add 203.0.113.1/24 dev server; ip -n server addr add 203.0.113.2/24 dev eth0
ip -n client route add default via 10.0.1.1; ip route add default via 198.51.100.254
ip -n server route add default via 203.0.113.1
echo 1 >/proc/sys/net/ipv4/ip_forward
ip netns exec provider sh -c "echo 1 >/proc/sys/net/ipv4/ip_forward"
for end in client server; do
  ip netns exec $end sh -c "echo 40000 60999 >/proc/sys/net/ipv4/ip_local_port_range"
done
"""], check=True)
def nft(namespace, rules):
    subprocess.run(["ip", "netns", "exec", namespace, work + "/root/usr/sbin/nft", "-f", "-"] if namespace else
                   [work + "/root/usr/sbin/nft", "-f", "-"], input=rules, text=True, check=True, env=env)
# of what comes from the server, this customer gets its own ports only; the data ports are recorded
nft("provider", """
table ip t {
  set seen { type inet_service; size 100; flags dynamic; }
  chain in { type filter hook prerouting priority 0;
    iifname "eth0" ip saddr 198.51.100.1 tcp dport != 21 tcp flags syn / syn,ack add @seen { tcp sport }
    iifname "server" tcp sport != 21 tcp flags syn / syn,ack add @seen { tcp dport }
    iifname "server" tcp dport != 2000-2999 drop
  }
}""")
rules = """
flush ruleset
table ip t {
  ct helper ftp { type "ftp" protocol tcp; }
  chain help { type filter hook prerouting priority 0; %s }
  chain out { type nat hook postrouting priority srcnat; oifname "provider" ip protocol tcp snat to 198.51.100.1:2000-2999; }
}"""
def inside(namespace, *command, **more):
    return subprocess.Popen(["ip", "netns", "exec", namespace, *command], env=env, text=True, **more)
inside("server", sys.executable, "-m", "pyftpdlib", "-i", "203.0.113.2", "-p", "21", "-d", work + "/files",
       stderr=subprocess.DEVNULL)
client = """
import ftplib, sys, time
for _ in range(100):
    try:
        ftp = ftplib.FTP("203.0.113.2", timeout=8)
        break
    except ConnectionRefusedError:
        time.sleep(0.1)
ftp.login()
ftp.set_pasv(sys.argv[1] == "passive")
file = []
try:
    ftp.retrbinary("RETR f", file.append)
    print(b"".join(file).decode())
except (ftplib.Error, OSError) as e:
    print(e)
"""
for name, help, mode in (
        ("no helper", "", "passive"), ("helper", 'tcp dport 21 ct helper set "ftp";', "passive"),
        ("helper", 'tcp dport 21 ct helper set "ftp";', "active")):
    nft("", rules % help)
    nft("provider", "flush set ip t seen")
    said = inside("client", sys.executable, "-c", client, mode, stdout=subprocess.PIPE).communicate(timeout=40)[0]
    seen = subprocess.run(
        ["ip", "netns", "exec", "provider", work + "/root/usr/sbin/nft", "list", "set", "ip", "t", "seen"],
        stdout=subprocess.PIPE, text=True, check=True, env=env).stdout
    ports = [int(port) for port in seen.split("elements = {")[1].split("}")[0].split(",")]
    print("%-10s %-8s %s, port in 2000-2999: %s" % (name, mode, said.strip(), all(2000 <= port <= 2999 for port in ports)))
PY
timeout -k 5 100 unshare -n -m -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
no helper  passive  hello, port in 2000-2999: True
helper     passive  timed out, port in 2000-2999: False
helper     active   timed out, port in 2000-2999: False
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
