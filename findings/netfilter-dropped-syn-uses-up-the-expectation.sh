#!/bin/sh
# Packages: Linux's nf_conntrack_ftp (6.18.44), Debian 12 nftables 1.0.6-2+deb12u2; PyPI pyftpdlib 2.2.0
# Measured: 2026-11-30
#
# A firewall before an FTP server lets in one new connection a second, "ct state new,related limit rate over 1/second drop".
# A client that is faster waits a little: TCP repeats a SYN that was dropped after a second, and that one is let through.
# So it is for FTP as long as the passive ports are open. Where the FTP helper opens them, one by one, the same drop ends the
# transfer: the first SYN has used up what the helper expected, though it got nowhere, and the second is an unknown
# connection's. So it is with whatever drops a SYN now and then behind conntrack, a limit of connections as well, and in
# active mode, where the server connects and hears as little.
#
# Expected: a helper expects a connection until it has come about, or for 300 s (nf_conntrack_ftp), and nft's "drop" is as
# if the packet had been lost, which TCP is made for.
#
# Seen, of a login a second after the last connection, and a download at once:
#   ports open        passive  hello, late
#   by the helper     passive  timed out
#   by the helper     active   timed out
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
debian nftables=1.0.6-2+deb12u2 libnftables1 libnftnl11
pip install -q --target "$work/python" pyftpdlib==2.2.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get pyftpdlib"; exit 2; }
modprobe -a nf_conntrack_ftp nft_limit 2>/dev/null || : # or they are built in
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
"""], check=True)
rules = """
flush ruleset
table ip t {
  ct helper ftp { type "ftp" protocol tcp; }
  chain pre { type filter hook prerouting priority 0; %s; }
  chain let {
    type filter hook forward priority 0; policy drop
    ct state established accept
    ct state new,related limit rate over 1/second burst 1 packets drop
    %s
  }
}"""
subprocess.Popen(
    ["ip", "netns", "exec", "server", sys.executable, "-m", "pyftpdlib", "-i", "203.0.113.121", "-p", "21", "-d", work + "/files", "-r", "40000-40009"],
    env=env, stderr=subprocess.DEVNULL)
ready = "import socket, sys; sys.exit(socket.socket().connect_ex(('203.0.113.121', 21)))"
for _ in range(100):
    if subprocess.run([sys.executable, "-c", ready]).returncode == 0:
        break
    time.sleep(0.1)
client = """
import ftplib, socket, sys, time
time.sleep(2)
ftp = ftplib.FTP("203.0.113.121", timeout=8)
ftp.set_pasv(sys.argv[1] == "passive")
ftp.login()
begin = time.monotonic()
file = []
try:
    ftp.retrbinary("RETR f", file.append)
    print(b"".join(file).decode() + (", late" if time.monotonic() - begin > 0.6 else ""))
except (ftplib.Error, OSError) as e:
    print(e)
"""
helper = "tcp dport 21 ct helper set ftp"
for name, pre, let, mode in (
        ("ports open", "accept", "tcp dport { 21, 40000-40009 } accept", "passive"),
        ("by the helper", helper, "tcp dport 21 accept; ct state related accept", "passive"),
        ("by the helper", helper, "tcp dport 21 accept; ct state related accept", "active")):
    subprocess.run([work + "/root/usr/sbin/nft", "-f", "-"], input=rules % (pre, let), text=True, check=True, env=env)
    said = subprocess.run(
        ["ip", "netns", "exec", "client", sys.executable, "-c", client, mode], stdout=subprocess.PIPE, text=True)
    print("%-16s %-8s %s" % (name, mode, said.stdout.strip()))
PY
timeout -k 5 100 unshare -n -m -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
ports open       passive  hello, late
by the helper    passive  timed out
by the helper    active   timed out
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
