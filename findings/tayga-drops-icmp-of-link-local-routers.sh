#!/bin/sh
# Package:  Debian 12 tayga 0.9.2-8
# Measured: 2026-11-29, Linux 6.18
#
# tayga, a NAT64, translates no packet with an address of 169.254.0.0/16. So what a router has to say that has only
# such an address on its link, "host unreachable" here, never reaches the client, and it waits until it gives up. From a
# router with another address it hears at once.
#
# Expected: a translator translates ICMP errors for the connections that it carries (RFC 7915, 4.2); it may replace
# a source that it has no IPv6 address for (RFC 6791). Routers number links that way: RFC 7404 is about it for IPv6.
#
# Seen:
#   router 192.0.2.1    Network is unreachable
#   router 169.254.0.1  timed out after 2 s
#
# Needs: apt-get, dpkg, ip, python3, unshare with user namespaces, /dev/net/tun.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && apt-get -q -o APT::Sandbox::User=root download tayga=0.9.2-8 >apt 2>&1) ||
  { cat "$work/apt"; echo "not measured: can't get tayga 0.9.2-8"; exit 2; }
dpkg -x "$work"/tayga_*.deb "$work/tayga"
cat >"$work/tayga.conf" <<'CONF'
tun-device nat64
ipv4-addr 192.0.0.2
prefix fd64::/96
map 192.0.0.3 fd00::2
CONF
cat >"$work/measure.sh" <<'SH'
set -eu
work=$1
router=$2
echo 1 >/proc/sys/net/ipv4/ip_forward
echo 1 >/proc/sys/net/ipv6/conf/all/forwarding
ip link set lo up
"$work"/tayga/usr/sbin/tayga -c "$work/tayga.conf" -d >"$work/log" 2>&1 &
unshare -n sleep 30 &
other=$!
until [ -e /proc/$other/ns/net ] && ! [ /proc/$other/ns/net -ef /proc/$$/ns/net ]; do sleep 0.1; done
ip link add out type veth peer name in netns $other
inside() { nsenter --net=/proc/$other/ns/net -- "$@"; }
ip addr add 198.51.100.1/32 dev out
ip link set out up
ip route add "$router/32" dev out
ip route add default via "$router" dev out
inside sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward'
inside ip addr add "$router/32" dev in
inside ip link set in up
inside ip route add 198.51.100.1/32 dev in
inside ip route add 192.0.0.0/29 via 198.51.100.1 dev in
inside ip route add unreachable default
until ip link show nat64 >/dev/null 2>&1; do sleep 0.1; done
ip -6 addr add fd00::2/128 dev lo nodad
ip link set nat64 up
ip route add 192.0.0.3/32 dev nat64
ip -6 route add fd64::/96 dev nat64 src fd00::2
sleep 1
python3 - "$router" <<'PY'
import socket, sys
client = socket.socket(socket.AF_INET6)
client.settimeout(2)
try:
    client.connect(("fd64::203.0.113.9", 21))
    seen = "connected"
except TimeoutError:
    seen = "timed out after 2 s"
except OSError as e:
    seen = e.strerror
print("router %-12s %s" % (sys.argv[1], seen))
PY
SH
for router in 192.0.2.1 169.254.0.1; do
  timeout -k 5 60 unshare -Urn -p -f --mount-proc --kill-child sh "$work/measure.sh" "$work" $router >>"$work/actual" 2>&1 ||
    echo "(ended with status $?)" >>"$work/actual"
done
cat >"$work/expected" <<'SEEN'
router 192.0.2.1    Network is unreachable
router 169.254.0.1  timed out after 2 s
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
