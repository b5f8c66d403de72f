#!/bin/sh
# Packages: Linux's nf_conntrack_ftp and nf_nat_ftp (6.18.44), Debian 12 nftables 1.0.6; PyPI pyftpdlib 2.2.0
# Measured: 2026-11-28
#
# A gateway with IPv6 NAT and the FTP helper before a pyftpdlib server. The client's EPRT has its own address,
# which needs no translation and gets none, but the helper writes it again with all zeros: 2001:db8:1::2
# becomes 2001:0db8:0001:0000:0000:0000:0000:0002. pyftpdlib compares this with the peer's address as text and
# refuses it as foreign. So active mode fails because of the helper that is there for it; without the helper
# it works.
#
# Expected: RFC 2428, 2: the network address of EPRT is in the form of RFC 2373, 2.2, which allows both ways
# to write it; both are the same address. vsftpd takes either.
#
# Seen, what EPRT |2|2001:db8:1::2|P| gets:
#   without helper  200 Active data connection established.
#   with helper     501 Rejected data connection to foreign address 2001:0db8:0001:0000:0000:0000:0000:0002:P.
#
# Needs: root, a kernel with the two modules, apt-get, pip, python3, ip.
set -eu
[ "$(id -u)" = 0 ] || { echo "not measured: needs root"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  for package; do
    (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$package" && dpkg -x ./"${package%%=*}"_*.deb root) \
      >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $package"; exit 2; }
  done
}
debian nftables=1.0.6-2+deb12u2 libnftables1 libnftnl11
pip install -q --target "$work/python" pyftpdlib==2.2.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get pyftpdlib"; exit 2; }
modprobe -a nf_conntrack_ftp nf_nat_ftp 2>/dev/null || : # or they are built in
cat >"$work/measure.py" <<'PY'
import ftplib, glob, os, re, socket, subprocess, sys, time
work = sys.argv[1]
env = dict(os.environ, LD_LIBRARY_PATH=glob.glob(work + "/root/usr/lib/*-linux-gnu")[0], PYTHONPATH=work + "/python")
def sh(script):
    subprocess.run(["sh", "-ec", script], check=True, env=env)
# client 2001:db8:1::2 - gateway 2001:db8:1::1, fd00:1::1 - server fd00:1::121; here is the gateway
sh("""
mkdir -p /run/netns; mount -t tmpfs none /run/netns
for end in client server; do
  ip netns add $end
  ip link add $end type veth peer name eth0 netns $end
  ip link set $end up; ip -n $end link set lo up; ip -n $end link set eth0 up
done
ip addr add 2001:db8:1::1/64 dev client nodad; ip -n client addr add 2001:db8:1::2/64 dev eth0 nodad
ip addr add fd00:1::1/64 dev server nodad; ip -n server addr add fd00:1::121/64 dev eth0 nodad
ip -n server route add default via fd00:1::1
echo 1 >/proc/sys/net/ipv6/conf/all/forwarding
""")
nft = work + "/root/usr/sbin/nft"
helper = """
  ct helper ftp { type "ftp" protocol tcp; l3proto ip6; }
  chain help { type filter hook prerouting priority 0; tcp dport 21 ct helper set "ftp"; }"""
rules = """
flush ruleset
table ip6 t { %s
  chain in { type nat hook prerouting priority dstnat; ip6 daddr 2001:db8:1::1 tcp dport 21 dnat to fd00:1::121; }
  chain out { type nat hook postrouting priority srcnat; oifname "client" masquerade; }
}"""
subprocess.Popen(
    ["ip", "netns", "exec", "server", sys.executable, "-m", "pyftpdlib", "-i", "fd00:1::121", "-p", "21", "-d", work],
    env=env, stderr=subprocess.DEVNULL)
client = """
import ftplib, re, socket, time
for _ in range(100):
    try:
        ftp = ftplib.FTP()
        ftp.connect("2001:db8:1::1", 21, 10)
        break
    except OSError:
        time.sleep(0.1)
ftp.login()
listener = socket.create_server(("2001:db8:1::2", 0), family=socket.AF_INET6)
ftp.putcmd("EPRT |2|2001:db8:1::2|%d|" % listener.getsockname()[1])
print(re.sub(r":\\d+\\.$", ":P.", ftp.getmultiline()))
"""
for name, chain in (("without helper", ""), ("with helper", helper)):
    subprocess.run([nft, "-f", "-"], input=rules % chain, text=True, check=True, env=env)
    said = subprocess.run(["ip", "netns", "exec", "client", sys.executable, "-c", client], stdout=subprocess.PIPE, text=True)
    print("%-15s" % name, said.stdout.strip())
PY
timeout -k 5 90 unshare -n -m -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
without helper  200 Active data connection established.
with helper     501 Rejected data connection to foreign address 2001:0db8:0001:0000:0000:0000:0000:0002:P.
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
