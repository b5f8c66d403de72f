#!/bin/sh
# Packages: Linux's nf_conntrack_ftp and nf_nat_ftp (6.18.44), Debian 12 nftables 1.0.6-2+deb12u2; PyPI pyftpdlib 2.2.0
# Measured: 2026-11-30
#
# A gateway for two networks that both have the address 10.0.1.121. They are kept apart by a conntrack zone each, in the
# original direction only, "ct original zone set", for their packets come back to the one address 198.51.100.1. All
# works, the FTP helper included, but for active mode: the helper writes the gateway's address into PORT and expects the
# data connection in the client's zone. It comes from the server, in no zone, so that nothing is expected there, and
# ends at the gateway itself. Without zones, for a single network, active mode works.
#
# Expected: that what the helper announces in PORT finds its way, as what the server announces in passive mode. nft(8)
# is silent about helpers where a zone has a direction, and iptables-extensions(8) has both as options of one target,
# CT. No rule is refused, and the helper translates PORT as ever.
#
# Seen, of ftplib in both networks at once:
#   no zone  one  passive  hello
#   no zone  one  active   hello
#   zones    one  passive  hello
#   zones    one  active   425 Can't connect to specified address.
#   zones    two  passive  hello
#   zones    two  active   425 Can't connect to specified address.
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
import glob, os, subprocess, sys
work = sys.argv[1]
env = dict(
    os.environ, LD_LIBRARY_PATH=glob.glob(work + "/root/usr/lib/*-linux-gnu")[0], PYTHONPATH=work + "/python",
    HOME=work + "/home", LC_ALL="C")
# clients one and two, both 10.0.1.121 - gateway 10.0.1.1 (twice), 198.51.100.1 - server 198.51.100.2; here is the gateway
subprocess.run(["sh", "-ec", """
mkdir -p /run/netns; mount -t tmpfs none /run/netns
for end in one two server; do
  ip netns add $end
  ip link add $end type veth peer name eth0 netns $end
  ip link set $end up; ip -n $end link set lo up; ip -n $end link set eth0 up
done
table=100
for end in one two; do
  ip addr add 10.0.1.1/24 dev $end noprefixroute
  ip -n $end addr add 10.0.1.121/24 dev eth0; ip -n $end route add default via 10.0.1.1
  table=$((table + 1))
  ip route add 10.0.1.0/24 dev $end table $table; ip rule add fwmark $table lookup $table
done
ip addr add 198.51.100.1/24 dev server; ip -n server addr add 198.51.100.2/24 dev eth0
echo 1 >/proc/sys/net/ipv4/ip_forward
"""], check=True)
# which of the two networks a packet goes back to is kept in the mark; active mode's connection has it from its master's
rules = """
flush ruleset
table ip t {
  ct helper ftp { type "ftp" protocol tcp; }
  chain zones { type filter hook prerouting priority raw;
    %s
  }
  chain remember { type filter hook prerouting priority mangle;
    iifname "one" ct mark set 101
    iifname "two" ct mark set 102
    iifname "server" meta mark set ct mark
  }
  chain help { type filter hook prerouting priority 0; tcp dport 21 ct helper set "ftp"; }
  chain out { type nat hook postrouting priority srcnat; oifname "server" masquerade; }
}"""
def inside(namespace, *command, **more):
    return subprocess.Popen(["ip", "netns", "exec", namespace, *command], env=env, text=True, **more)
inside("server", sys.executable, "-m", "pyftpdlib", "-i", "198.51.100.2", "-p", "21", "-d", work + "/files",
       stderr=subprocess.DEVNULL)
client = """
import ftplib, sys, time
for _ in range(100):
    try:
        ftp = ftplib.FTP("198.51.100.2", timeout=10)
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
zones = 'iifname "one" ct original zone set 1; iifname "two" ct original zone set 2'
for name, zone, ends in (("no zone", "", ["one"]), ("zones", zones, ["one", "two"])):
    subprocess.run([work + "/root/usr/sbin/nft", "-f", "-"], input=rules % zone, text=True, check=True, env=env)
    said = {}
    for mode in ("passive", "active"):
        running = [(end, inside(end, sys.executable, "-c", client, mode, stdout=subprocess.PIPE)) for end in ends]
        for end, process in running:
            said[end, mode] = process.communicate(timeout=40)[0].strip()
    for end in ends:
        for mode in ("passive", "active"):
            print("%-8s %s  %-8s %s" % (name, end, mode, said[end, mode]))
PY
timeout -k 5 100 unshare -n -m -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
no zone  one  passive  hello
no zone  one  active   hello
zones    one  passive  hello
zones    one  active   425 Can't connect to specified address.
zones    two  passive  hello
zones    two  active   425 Can't connect to specified address.
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
