#!/bin/sh
# Packages: Linux's nft_connlimit (6.18.44), Debian 12 nftables 1.0.6-2+deb12u2; PyPI pyftpdlib 2.2.0
# Measured: 2026-11-30
#
# A firewall has room for two connections of a client: "ct state new ct count over 2 drop". That is enough for FTP, whose
# session has one for control and one data connection after the other, and each is closed by both sides, which the server
# has said (226), before the next begins. A client that takes its time between downloads never notices. Of one that doesn't,
# downloads stand still for a second here and there: a SYN is dropped, and let through when TCP repeats it. Closed
# connections are taken from the count when it is looked at, but once a tick of the kernel's clock at most, and until then
# they are in it.
#
# Expected: nft(8): "ct count" is the number of connections; conntrack(8) lists the closed ones as TIME_WAIT or CLOSE by
# then, which the count is meant to leave out.
#
# Seen, of 300 downloads of 5 bytes in one session, as soon as possible and 30 ms apart; a late one has taken 0.9 s or more:
#   no limit     at once  all there, none late
#   two at most  at once  all there, some late
#   two at most  30 ms    all there, none late
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
modprobe -a nf_conntrack nft_connlimit 2>/dev/null || : # or they are built in
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
  chain let { type filter hook forward priority 0; ct state established accept; ct state new %s accept; }
}"""
subprocess.Popen(
    ["ip", "netns", "exec", "server", sys.executable, "-m", "pyftpdlib", "-i", "203.0.113.121", "-p", "21", "-d", work + "/files"],
    env=env, stderr=subprocess.DEVNULL)
ready = "import socket, sys; sys.exit(socket.socket().connect_ex(('203.0.113.121', 21)))"
for _ in range(100):
    if subprocess.run([sys.executable, "-c", ready]).returncode == 0:
        break
    time.sleep(0.1)
client = """
import ftplib, sys, time
pause = float(sys.argv[1])
ftp = ftplib.FTP("203.0.113.121", timeout=8)
ftp.login()
files, late = 0, 0
for _ in range(300):
    time.sleep(pause)
    begin = time.monotonic()
    file = []
    ftp.retrbinary("RETR f", file.append)
    files += b"".join(file) == b"hello"
    late += time.monotonic() - begin > 0.9
    if late == 5:
        break
print("%s, %s late" % ("all there" if files == _ + 1 else "not all there", "some" if late else "none"))
"""
for name, limit, pause in (
        ("no limit", "", 0), ("two at most", "ct count over 2 drop; ct state new", 0),
        ("two at most", "ct count over 2 drop; ct state new", 0.03)):
    subprocess.run([work + "/root/usr/sbin/nft", "-f", "-"], input=rules % limit, text=True, check=True, env=env)
    said = subprocess.run(
        ["ip", "netns", "exec", "client", sys.executable, "-c", client, str(pause)], stdout=subprocess.PIPE, text=True)
    print("%-12s %-8s %s" % (name, "30 ms" if pause else "at once", said.stdout.strip()))
PY
timeout -k 5 100 unshare -n -m -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
no limit     at once  all there, none late
two at most  at once  all there, some late
two at most  30 ms    all there, none late
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
