#!/bin/sh
# Packages: Linux's nf_conntrack_ftp and nf_nat_ftp (6.18.44), Debian 12 nftables 1.0.6-2+deb12u2, conntrack 1:1.4.7-1+b2;
#           PyPI pyftpdlib 2.2.0
# Measured: 2026-11-30
#
# A gateway publishes an FTP server and loses its conntrack entries while clients are logged in: they are flushed, or idle
# for too long. At the client's next command conntrack picks the connection up again, translates it as before, has the
# helper on it, and nobody notices. So it is unless the helper has written another address into a reply to PASV and made
# that longer or shorter. By how much, the lost entry knew, and from then on the client acknowledges more than the server
# has sent. Nothing resets the connection: it is ESTABLISHED at both ends and in conntrack, and the client's next command
# waits until it gives up. So those sessions hang that have had a PASV, and not those with EPSV, whose port has as many
# digits before and after; and none without the helper.
#
# Expected: the kernel's nf_conntrack-sysctl, nf_conntrack_tcp_loose: established connections are picked up, by default.
# RFC 3022, 4.4: a NAT that changes the length of FTP's lines keeps a table of by how much.
#
# Seen, of "PWD" after it, the server being 10.0.1.121 and the gateway 198.51.100.1:
#   helper  flushed  PWD   257
#   helper  flushed  EPSV  257
#   helper  flushed  PASV  timed out
#   helper  idle     EPSV  257
#   helper  idle     PASV  timed out
#   none    flushed  PASV  257
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
debian nftables=1.0.6-2+deb12u2 libnftables1 libnftnl11 conntrack=1:1.4.7-1+b2 libnetfilter-conntrack3 libnfnetlink0
pip install -q --target "$work/python" pyftpdlib==2.2.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get pyftpdlib"; exit 2; }
modprobe -a nf_conntrack_ftp nf_nat_ftp nf_conntrack_netlink 2>/dev/null || : # or they are built in
cat >"$work/measure.py" <<'PY'
import glob, os, subprocess, sys, time
work = sys.argv[1]
env = dict(os.environ, LD_LIBRARY_PATH=glob.glob(work + "/root/usr/lib/*-linux-gnu")[0], PYTHONPATH=work + "/python")
# client 198.51.100.2 - gateway 198.51.100.1, 10.0.1.1 - server 10.0.1.121; here is the gateway
subprocess.run(["sh", "-ec", """
mkdir -p /run/netns; mount -t tmpfs none /run/netns
for end in client server; do
  ip netns add $end
  ip link add $end type veth peer name eth0 netns $end
  ip link set $end up; ip -n $end link set lo up; ip -n $end link set eth0 up
done
ip addr add 198.51.100.1/24 dev client; ip -n client addr add 198.51.100.2/24 dev eth0
ip addr add 10.0.1.1/24 dev server; ip -n server addr add 10.0.1.121/24 dev eth0
ip -n server route add default via 10.0.1.1
echo 1 >/proc/sys/net/ipv4/ip_forward
"""], check=True)
rules = """
flush ruleset
table ip t {
  ct helper ftp { type "ftp" protocol tcp; }
  chain pre { type filter hook prerouting priority 0; %s; }
  chain in { type nat hook prerouting priority dstnat; ip daddr 198.51.100.1 tcp dport 21 dnat to 10.0.1.121; }
}"""
subprocess.Popen(
    ["ip", "netns", "exec", "server", sys.executable, "-m", "pyftpdlib", "-i", "10.0.1.121", "-p", "21", "-d", work, "-r", "40000-40009"],
    env=env, stderr=subprocess.DEVNULL)
client = """
import ftplib, sys, time
for _ in range(100):
    try:
        ftp = ftplib.FTP("198.51.100.1", timeout=10)
        break
    except OSError:
        time.sleep(0.1)
ftp.login()
ftp.sendcmd(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
try:
    print(ftp.sendcmd("PWD")[:3])
except (ftplib.Error, OSError) as e:
    print(e)
"""
established = "/proc/sys/net/netfilter/nf_conntrack_tcp_timeout_established"
for helper, lost, command in (
        ("helper", "flushed", "PWD"), ("helper", "flushed", "EPSV"), ("helper", "flushed", "PASV"),
        ("helper", "idle", "EPSV"), ("helper", "idle", "PASV"), ("none", "flushed", "PASV")):
    chain = "tcp dport 21 ct helper set ftp" if helper == "helper" else "accept"
    subprocess.run([work + "/root/usr/sbin/nft", "-f", "-"], input=rules % chain, text=True, check=True, env=env)
    with open(established, "w") as f:
        f.write("3" if lost == "idle" else "432000")
    ends = subprocess.Popen(
        ["ip", "netns", "exec", "client", sys.executable, "-c", client, command],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    ends.stdout.readline()
    time.sleep(6 if lost == "idle" else 1)
    if lost == "flushed":
        subprocess.run([work + "/root/usr/sbin/conntrack", "-F"], check=True, env=env, stderr=subprocess.DEVNULL)
    print("%-7s %-8s %-5s %s" % (helper, lost, command, ends.communicate("go\n")[0].strip()))
PY
timeout -k 5 120 unshare -n -m -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
helper  flushed  PWD   257
helper  flushed  EPSV  257
helper  flushed  PASV  timed out
helper  idle     EPSV  257
helper  idle     PASV  timed out
none    flushed  PASV  257
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
