#!/bin/sh
# Packages: Linux's nf_conntrack_ftp and nf_nat_ftp (6.18.44), Debian 12 nftables 1.0.6-2+deb12u2; PyPI pyftpdlib 2.2.0
# Measured: 2026-11-28
#
# A gateway publishes port 2121 for a server's port 21. In nft(8)'s own example of ct helper, a prerouting
# chain of priority filter, "tcp dport" has to be 21: the packet has been translated by then. In the same
# chain at priority mangle it has to be 2121. The wrong one of the two loads without a warning and does
# nothing: the reply to PASV passes with the private address.
#
# Expected: that a rule for connections to the published port 2121 says 2121. nft(8) tells that the assignment
# has to come after the lookup in conntrack, not that it comes after the translation as well.
#
# Seen, the address in the client's 227 (the server's own is 10.0.1.121, the gateway's 198.51.100.1):
#   priority mangle  dport 2121 -> 198.51.100.1
#   priority mangle  dport 21   -> 10.0.1.121
#   priority filter  dport 2121 -> 10.0.1.121
#   priority filter  dport 21   -> 198.51.100.1
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
import glob, os, subprocess, sys
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
  chain help { type filter hook prerouting priority %s; tcp dport %d ct helper set "ftp"; }
  chain in { type nat hook prerouting priority dstnat; ip daddr 198.51.100.1 tcp dport 2121 dnat to 10.0.1.121:21; }
}"""
subprocess.Popen(
    ["ip", "netns", "exec", "server", sys.executable, "-m", "pyftpdlib", "-i", "10.0.1.121", "-p", "21", "-d", work],
    env=env, stderr=subprocess.DEVNULL)
client = """
import ftplib, time
for _ in range(100):
    try:
        ftp = ftplib.FTP()
        ftp.connect("198.51.100.1", 2121, 10)
        break
    except OSError:
        time.sleep(0.1)
ftp.login()
print(".".join(ftp.sendcmd("PASV").split("(")[1].split(",")[:4]))
"""
for priority in ("mangle", "filter"):
    for port in (2121, 21):
        subprocess.run([work + "/root/usr/sbin/nft", "-f", "-"], input=rules % (priority, port), text=True, check=True, env=env)
        said = subprocess.run(["ip", "netns", "exec", "client", sys.executable, "-c", client], stdout=subprocess.PIPE, text=True)
        print("priority %s  dport %-4d -> %s" % (priority, port, said.stdout.strip()))
PY
timeout -k 5 90 unshare -n -m -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
priority mangle  dport 2121 -> 198.51.100.1
priority mangle  dport 21   -> 10.0.1.121
priority filter  dport 2121 -> 10.0.1.121
priority filter  dport 21   -> 198.51.100.1
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
