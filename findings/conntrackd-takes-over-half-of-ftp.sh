#!/bin/sh
# Packages: Debian 12 conntrackd 1:1.4.7-1+b2, nftables 1.0.6-2+deb12u2; Linux's nf_conntrack_ftp and nf_nat_ftp (6.18.44); PyPI
#           pyftpdlib 2.2.0; Python 3.11's ftplib
# Measured: 2026-12-01
#
# Two gateways with the FTP helper, the second for when the first fails, and conntrackd to keep the second informed, with
# "ExpectationSync On". The first one fails, the second gets its addresses and "conntrackd -c". The control connection is known
# there, with its helper, and all goes on, so it seems. But where the gateways translate, a session that has had a PASV is
# silent from then on: by how much the helper has made the replies longer isn't known there. It isn't in what conntrackd hears
# from the kernel as things happen; after "conntrackd -R" and "-B" on the first gateway, which read all and send it again, it
# is, until the next PASV. EPSV, which changes no length, is well. And a client that has had its 227 or 229 and connects after the
# failure isn't let in: "-c" logs "committing all external caches" and leaves out the expectations. "-c exp" takes them, and
# that is all that a gateway needs that doesn't translate; one that does commits them without the translation, so that the
# data connection ends at the gateway.
#
# Expected: conntrackd.conf(5), ExpectationSync: "enable the synchronization of expectations". conntrackd(8), -c: "Commit external
# cache to conntrack table", without an argument; only -h has "-c [ct|expect]", and the script for keepalived that comes
# with it, primary-backup.sh, says -c alone.
#
# Seen, what ftplib's next download is after the failure. "next": there was one before; "later": one more, after -R and -B;
# "between": the failure comes between the 227 or 229 and the data connection. Then come the options given to the first gateway's
# conntrackd before the failure, and to the second's after it:
#   no NAT  PASV  next             -c          hello
#   no NAT  PASV  between          -c          timed out
#   no NAT  PASV  between          -c, -c exp  hello
#   NAT     EPSV  next             -c          hello
#   NAT     PASV  next             -c          timed out
#   NAT     PASV  next     -R -B   -c          hello
#   NAT     PASV  later    -R -B   -c          timed out
#   NAT     EPSV  between          -c, -c exp  Connection refused, by the gateway itself
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
debian conntrackd=1:1.4.7-1+b2 nftables=1.0.6-2+deb12u2 libnftables1 libnftnl11 libmnl0 libnfnetlink0 libnetfilter-conntrack3 \
  libnetfilter-cthelper0 libnetfilter-cttimeout1 libnetfilter-queue1
pip install -q --target "$work/python" pyftpdlib==2.2.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get pyftpdlib"; exit 2; }
modprobe -a nf_conntrack_ftp nf_nat_ftp bridge 2>/dev/null || : # or they are built in
mkdir "$work/files"
printf hello >"$work/files/f"
cat >"$work/measure.py" <<'PY'
import glob, os, subprocess, sys, time
work, nat, mode, when, before, after = sys.argv[1:]
env = dict(os.environ, LD_LIBRARY_PATH=glob.glob(work + "/root/usr/lib/*-linux-gnu")[0], PYTHONPATH=work + "/python")
# client 198.51.100.2 - first .11, second .12, the one that works also 198.51.100.1 and 10.0.1.1 - server 10.0.1.121
def sh(commands):
    subprocess.run(["sh", "-ec", commands], check=True, env=env)
sh("""
mkdir -p /run/netns; mount -t tmpfs none /run/netns
for bridge in outside inside sync; do ip link add $bridge type bridge; ip link set $bridge up; done
plug() { # NAMESPACE BRIDGE ADDRESS
  ip link add $1-$2 type veth peer name $2 netns $1; ip link set $1-$2 up master $2
  ip -n $1 link set $2 up; ip -n $1 addr add $3/24 dev $2
}
for each in client server first second; do ip netns add $each; ip -n $each link set lo up; done
plug client outside 198.51.100.2
plug server inside 10.0.1.121
plug first outside 198.51.100.11; plug first inside 10.0.1.11; plug first sync 192.0.2.1
plug second outside 198.51.100.12; plug second inside 10.0.1.12; plug second sync 192.0.2.2
ip -n first addr add 198.51.100.1/24 dev outside; ip -n first addr add 10.0.1.1/24 dev inside
ip -n client route add default via 198.51.100.1
ip -n server route add default via 10.0.1.1
for each in first second; do ip netns exec $each sysctl -qw net.ipv4.ip_forward=1; done
""")
rules = """
table ip t {
  ct helper ftp { type "ftp" protocol tcp; }
  chain to { type nat hook prerouting priority dstnat; ip daddr 198.51.100.1 tcp dport 21 dnat to 10.0.1.121; }
  chain pre { type filter hook prerouting priority filter; tcp dport 21 ct helper set "ftp"; }
  counter here {}
  chain in { type filter hook input priority filter; ct state related counter name here; }
  chain let { type filter hook forward priority filter; policy drop; ct state established,related accept; tcp dport 21 accept; }
}"""
configuration = """
Sync {
  Mode FTFW { DisableExternalCache Off }
  UDP { IPv4_address %s
    IPv4_Destination_Address %s
    Port 3780
    Interface sync
    Checksum On }
  Options { ExpectationSync On }
}
General {
  HashSize 1024
  HashLimit 8192
  LogFile off
  Syslog off
  LockFile %s.lock
  UNIX { Path %s.sock }
  NetlinkBufferSize 2097152
  NetlinkBufferSizeMaxGrowth 8388608
  Filter From Userspace { Protocol Accept { TCP } }
}
"""
for name, me, other in ("first", "192.0.2.1", "192.0.2.2"), ("second", "192.0.2.2", "192.0.2.1"):
    for stale in glob.glob(work + "/" + name + ".*"):
        os.unlink(stale)
    with open(work + "/" + name + ".conf", "w") as f:
        f.write(configuration % (me, other, work + "/" + name, work + "/" + name))
    subprocess.run(["ip", "netns", "exec", name, work + "/root/usr/sbin/nft", "-f", "-"], input=rules, text=True, check=True, env=env)
    subprocess.Popen(
        ["ip", "netns", "exec", name, work + "/root/usr/sbin/conntrackd", "-C", work + "/" + name + ".conf"],
        env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
subprocess.Popen(
    ["ip", "netns", "exec", "server", sys.executable, "-m", "pyftpdlib", "-i", "10.0.1.121", "-p", "21", "-d", work + "/files"],
    env=env, stderr=subprocess.DEVNULL)
def conntrackd(name, *options):
    return subprocess.run(
        ["ip", "netns", "exec", name, work + "/root/usr/sbin/conntrackd", "-C", work + "/" + name + ".conf", *options],
        env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
def until(condition):
    for _ in range(300):
        if condition():
            return
        time.sleep(0.1)
    sys.exit("not in time")
ready = "import socket, sys; sys.exit(socket.socket().connect_ex(('10.0.1.121', 21)))"
until(lambda: subprocess.run(["ip", "netns", "exec", "server", sys.executable, "-c", ready]).returncode == 0)
until(lambda: conntrackd("first", "-s") and conntrackd("second", "-s"))
client = """
import ftplib, socket, sys
server, mode, when = sys.argv[1:]
def step():
    print(flush=True)
    sys.stdin.readline()
try:
    ftp = ftplib.FTP(server, timeout=15)
    ftp.login()
    if mode == "EPSV":
        ftp.af = socket.AF_INET6
    file = []
    if when == "between":
        host, port = ftp.makepasv()
        step()
        with socket.create_connection((server, port), 15) as data:
            ftp.sendcmd("RETR f")
            file.append(data.recv(5))
    else:
        ftp.retrbinary("RETR f", file.append)
        step()
        if when == "later":
            ftp.retrbinary("RETR f", file.append)
            step()
        ftp.retrbinary("RETR f", file.append)
    print(file[-1].decode())
except (ftplib.Error, OSError) as e:
    print(getattr(e, "strerror", None) or e)
"""
said = subprocess.Popen(
    ["ip", "netns", "exec", "client", sys.executable, "-c", client, "198.51.100.1" if nat == "NAT" else "10.0.1.121", mode, when],
    stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
said.stdout.readline()
if when == "between":
    until(lambda: "helper=ftp" in conntrackd("second", "-e", "exp"))
else:
    until(lambda: "TIME_WAIT" in conntrackd("second", "-e"))
if before:
    for option in before.split():
        conntrackd("first", option)
        time.sleep(2)
if when == "later":
    said.stdin.write("\n")
    said.stdin.flush()
    said.stdout.readline()
    until(lambda: conntrackd("second", "-e").count("TIME_WAIT") == 2)
time.sleep(1)  # for what is to be acknowledged yet
sh("""
for side in outside inside; do ip -n first link set $side down; done
ip -n second addr add 198.51.100.1/24 dev outside; ip -n second addr add 10.0.1.1/24 dev inside
for end in client server; do ip -n $end neigh flush all; done
""")
for options in after.split(", "):
    conntrackd("second", *options.split())
said.stdin.write("\n")
said.stdin.close()
got = said.stdout.read().strip()
here = subprocess.run(
    ["ip", "netns", "exec", "second", work + "/root/usr/sbin/nft", "list", "counters"], stdout=subprocess.PIPE, text=True, env=env).stdout
print(got + ("" if "packets 0" in here else ", by the gateway itself"))
PY
measure() { # NAT MODE WHEN BEFORE AFTER
  got=$(timeout -k 5 150 unshare -n -m -p -f --kill-child python3 "$work/measure.py" "$work" "$1" "$2" "$3" "$4" "$5" 2>&1) ||
    got="$got (ended with status $?)"
  printf '%-6s  %s  %-7s  %-6s  %-10s  %s\n' "$1" "$2" "$3" "$4" "$5" "$got" >>"$work/actual"
}
measure "no NAT" PASV next "" "-c"
measure "no NAT" PASV between "" "-c"
measure "no NAT" PASV between "" "-c, -c exp"
measure "NAT" EPSV next "" "-c"
measure "NAT" PASV next "" "-c"
measure "NAT" PASV next "-R -B" "-c"
measure "NAT" PASV later "-R -B" "-c"
measure "NAT" EPSV between "" "-c, -c exp"
cat >"$work/expected" <<'SEEN'
no NAT  PASV  next             -c          hello
no NAT  PASV  between          -c          timed out
no NAT  PASV  between          -c, -c exp  hello
NAT     EPSV  next             -c          hello
NAT     PASV  next             -c          timed out
NAT     PASV  next     -R -B   -c          hello
NAT     PASV  later    -R -B   -c          timed out
NAT     EPSV  between          -c, -c exp  Connection refused, by the gateway itself
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
