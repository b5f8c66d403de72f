#!/bin/sh
# Packages: Linux's nf_conntrack_ftp and nft_ct (6.18.44), Debian 12 nftables 1.0.6-2+deb12u2, conntrack 1:1.4.7-1+b2; PyPI
#           pyftpdlib 2.2.0
# Measured: 2026-11-30
#
# A firewall sets the FTP helper for port 21, "ct helper set", and has a rule further down for what the helper looks
# after, 'ct helper "ftp"'. That rule matches the data connections, and no packet of the control connection, which is
# the one that has the helper. 'ct helper != "ftp"' isn't its contrary: it matches neither. So a rule to accept, count or
# mark FTP by its helper leaves FTP's control connection out. The conntrack tool says helper=ftp of the same two
# connections the other way round.
#
# Expected: nft(8), ct helper: "Helper associated with the connection"; ct helper set: "name of ct helper object to assign to
# the connection". Of iptables' helper match iptables-extensions(8) says that it is for packets related to a helper.
#
# Seen, of a login and a download, which rule had packets:
#   nft        ct helper "ftp"     control: no   data: yes
#   nft        ct helper != "ftp"  control: no   data: no
#   conntrack  helper=ftp          control: yes  data: no
#
# Needs: root, a kernel with the module, apt-get, pip, python3, ip.
set -eu
[ "$(id -u)" = 0 ] || { echo "not measured: needs root"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian nftables=1.0.6-2+deb12u2 libnftables1 libnftnl11 conntrack=1:1.4.7-1+b2 libnetfilter-conntrack3 libnfnetlink0
pip install -q --target "$work/python" pyftpdlib==2.2.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get pyftpdlib"; exit 2; }
modprobe -a nf_conntrack_ftp nf_conntrack_netlink 2>/dev/null || : # or they are built in
mkdir "$work/files"
printf hello >"$work/files/f"
cat >"$work/measure.py" <<'PY'
import glob, os, re, subprocess, sys
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
"""], check=True)
ports = {"control": "21", "data": "40000-40009"}
matches = ('ct helper "ftp"', 'ct helper != "ftp"')
def nft(*arguments, rules=None):
    return subprocess.run(
        [work + "/root/usr/sbin/nft", *arguments], input=rules, stdout=subprocess.PIPE, text=True, check=True, env=env).stdout
counting = "\n".join("tcp dport %s %s counter" % (port, match) for match in matches for port in ports.values())
nft("-f", "-", rules="""
table ip t {
  ct helper ftp { type "ftp" protocol tcp; }
  chain pre { type filter hook prerouting priority 0; tcp dport 21 ct helper set "ftp"; }
  chain through { type filter hook forward priority 0
    %s
  }
}""" % counting)
subprocess.Popen(
    ["ip", "netns", "exec", "server", sys.executable, "-m", "pyftpdlib", "-i", "203.0.113.121", "-p", "21", "-d", work + "/files", "-r", "40000-40009"],
    env=env, stderr=subprocess.DEVNULL)
client = """
import ftplib, time
for _ in range(100):
    try:
        ftp = ftplib.FTP("203.0.113.121", timeout=10)
        break
    except OSError:
        time.sleep(0.1)
ftp.login()
file = []
ftp.retrbinary("RETR f", file.append)
assert file == [b"hello"]
"""
subprocess.run(["ip", "netns", "exec", "client", sys.executable, "-c", client], check=True)
def say(tool, match, seen):
    print("%-10s %-19s control: %-4s data: %s" % (tool, match, *("yes" if seen[name] else "no" for name in ports)))
packets = iter(re.findall(r"counter packets (\d+)", nft("list", "chain", "t", "through")))
for match in matches:
    say("nft", match, {name: next(packets) != "0" for name in ports})
entries = subprocess.run(
    [work + "/root/usr/sbin/conntrack", "-L", "-p", "tcp"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    check=True, env=env).stdout.splitlines()
control = [line for line in entries if " dport=21 " in line]
data = [line for line in entries if re.search(r" dport=4000\d ", line)]
assert control and data, entries
say("conntrack", "helper=ftp", {"control": "helper=ftp" in control[0], "data": "helper=ftp" in data[0]})
PY
timeout -k 5 120 unshare -n -m -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
nft        ct helper "ftp"     control: no   data: yes
nft        ct helper != "ftp"  control: no   data: no
conntrack  helper=ftp          control: yes  data: no
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
