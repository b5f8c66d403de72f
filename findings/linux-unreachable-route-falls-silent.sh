#!/bin/sh
# Packages: Linux 6.18.44; Debian 12 nftables 1.0.6-2+deb12u2
# Measured: 2026-11-29
#
# A router has "ip route add unreachable default", and a client connects to ten addresses that nobody has, one
# after the other. It is told "No route to host" of the first five or six; of the others it hears nothing and
# waits. icmp_ratelimit=0 on the router doesn't change that: before it comes into play, a route that is
# unreachable is answered from a bucket of its own, five messages for a source and one more each second. Its
# settings, net.ipv4.route.error_burst and error_cost, aren't there in a network namespace. An nft rule that
# rejects with host-unreachable answers all ten.
#
# Expected: ip-route(8), unreachable: "Packets are discarded and the ICMP message host unreachable is generated";
# the kernel's ip-sysctl, icmp_ratelimit: "0 to disable any limiting".
#
# Seen, of ten connections:
#   unreachable route, icmp_ratelimit 1000: all ten told: False
#   unreachable route, icmp_ratelimit 0:    all ten told: False
#   nft reject,        icmp_ratelimit 0:    all ten told: True
#
# Needs: root, apt-get, python3, ip.
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
cat >"$work/measure.py" <<'PY'
import errno, glob, os, socket, subprocess, sys
work = sys.argv[1]
env = dict(os.environ, LD_LIBRARY_PATH=glob.glob(work + "/root/usr/lib/*-linux-gnu")[0])
# client 198.51.100.2 - router 198.51.100.1; here is the client
subprocess.run(["sh", "-ec", """
mkdir -p /run/netns; mount -t tmpfs none /run/netns
ip netns add router
ip link add eth0 type veth peer name eth0 netns router
ip link set lo up; ip link set eth0 up
ip -n router link set lo up; ip -n router link set eth0 up
ip addr add 198.51.100.2/24 dev eth0
ip -n router addr add 198.51.100.1/24 dev eth0
ip route add default via 198.51.100.1
ip netns exec router sysctl -qw net.ipv4.ip_forward=1
ping -q -c1 -w5 198.51.100.1 >/dev/null 2>&1 || true
"""], check=True)

def on_router(*command, text=None):
    subprocess.run(["ip", "netns", "exec", "router", *command], check=True, env=env, input=text, text=True)

def told():
    count = 0
    for n in range(10):
        with socket.socket() as s:
            s.settimeout(0.3)
            try:
                s.connect(("203.0.113.%d" % (n + 1), 21))
            except OSError as e:
                count += e.errno == errno.EHOSTUNREACH
    return count

on_router("ip", "route", "add", "unreachable", "default")
on_router("sysctl", "-qw", "net.ipv4.icmp_ratelimit=1000")
print("unreachable route, icmp_ratelimit 1000: all ten told:", told() == 10)
on_router("sysctl", "-qw", "net.ipv4.icmp_ratelimit=0")
print("unreachable route, icmp_ratelimit 0:    all ten told:", told() == 10)
on_router("ip", "route", "del", "unreachable", "default")
on_router("ip", "route", "add", "blackhole", "default")
on_router(work + "/root/usr/sbin/nft", "-f", "-", text="""
table ip t {
  chain c {
    type filter hook prerouting priority raw;
    ip daddr 203.0.113.0/24 reject with icmp type host-unreachable
  }
}
""")
print("nft reject,        icmp_ratelimit 0:    all ten told:", told() == 10)
PY
timeout -k 5 90 unshare -n -m -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
unreachable route, icmp_ratelimit 1000: all ten told: False
unreachable route, icmp_ratelimit 0:    all ten told: False
nft reject,        icmp_ratelimit 0:    all ten told: True
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
