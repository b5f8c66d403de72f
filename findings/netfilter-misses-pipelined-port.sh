#!/bin/sh
# Packages: Linux's nf_conntrack_ftp and nf_nat_ftp (6.18.44), Debian 12 nftables 1.0.6-2+deb12u2, lftp 4.9.2-2+b1; PyPI
#           pyftpdlib 2.2.0
# Measured: 2026-11-30
#
# lftp in active mode behind a NAT with the FTP helper. One command at a time (ftp:sync-mode on, its default) it gets the
# file: the helper puts the gateway's address into PORT. With ftp:sync-mode off, meant for long round trips, lftp sends
# TYPE, SIZE, PORT and RETR in one segment, and PORT passes with the private address: the helper looks at the first line
# of a segment only. The server refuses it. lftp then takes passive mode for that file, on a new connection with a new
# login, and goes through the same for the next file.
#
# Expected: lftp(1) says of the setting that "some routers have troubles with it"; not that it is this NAT's helper for
# FTP, nor that its help ends. What TCP carries is a stream of bytes (RFC 9293, 2.2), in which a line is a line wherever
# segments begin.
#
# Seen, of two downloads:
#   sync-mode on   PORT PORT, logins: 1
#   sync-mode off  PORT (501) PASV PORT (501) PASV, logins: 3
#                  501 Rejected data connection to foreign address 10.0.1.121:P.
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
debian nftables=1.0.6-2+deb12u2 libnftables1 libnftnl11 lftp=4.9.2-2+b1
pip install -q --target "$work/python" pyftpdlib==2.2.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get pyftpdlib"; exit 2; }
modprobe -a nf_conntrack_ftp nf_nat_ftp 2>/dev/null || : # or they are built in
mkdir "$work/files" "$work/home"
printf hello >"$work/files/f"
cat >"$work/measure.py" <<'PY'
import glob, os, re, subprocess, sys, time
work = sys.argv[1]
env = dict(
    os.environ, LD_LIBRARY_PATH=glob.glob(work + "/root/usr/lib/*-linux-gnu")[0], PYTHONPATH=work + "/python",
    HOME=work + "/home", LC_ALL="C")
# client 10.0.1.121 - gateway 10.0.1.1, 198.51.100.1 - server 198.51.100.2; here is the gateway
subprocess.run(["sh", "-ec", """
mkdir -p /run/netns; mount -t tmpfs none /run/netns
for end in client server; do
  ip netns add $end
  ip link add $end type veth peer name eth0 netns $end
  ip link set $end up; ip -n $end link set lo up; ip -n $end link set eth0 up
done
ip addr add 10.0.1.1/24 dev client; ip -n client addr add 10.0.1.121/24 dev eth0
ip addr add 198.51.100.1/24 dev server; ip -n server addr add 198.51.100.2/24 dev eth0
ip -n client route add default via 10.0.1.1
echo 1 >/proc/sys/net/ipv4/ip_forward
"""], check=True)
subprocess.run([work + "/root/usr/sbin/nft", "-f", "-"], text=True, check=True, env=env, input="""
table ip t {
  ct helper ftp { type "ftp" protocol tcp; }
  chain help { type filter hook prerouting priority 0; tcp dport 21 ct helper set "ftp"; }
  chain out { type nat hook postrouting priority srcnat; oifname "server" masquerade; }
}""")
def inside(namespace, *command, **more):
    return subprocess.Popen(["ip", "netns", "exec", namespace, *command], env=env, text=True, **more)
inside("server", sys.executable, "-m", "pyftpdlib", "-i", "198.51.100.2", "-p", "21", "-d", work + "/files",
       stderr=subprocess.DEVNULL)
ready = "import socket, sys; sys.exit(socket.socket().connect_ex(('198.51.100.2', 21)))"
for _ in range(100):
    if inside("client", sys.executable, "-c", ready).wait() == 0:
        break
    time.sleep(0.1)
for mode in ("on", "off"):
    script = ("debug 5; set ftp:ssl-allow no; set net:max-retries 2; set net:timeout 10; set ftp:passive-mode no; "
              "set ftp:sync-mode %s; open 198.51.100.2; cat f; cat f" % mode)
    lftp = inside("client", work + "/root/usr/bin/lftp", "-c", script, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    talk = lftp.communicate(timeout=40)[0]
    modes = re.findall(r"---> (PORT|PASV)|<--- (501) Rejected", talk)
    print("sync-mode %-4s %s, logins: %d" % (
        mode, " ".join(command or "(%s)" % refused for command, refused in modes), talk.count("<--- 230")))
    assert talk.count("hello") == 2, talk
    refusal = re.search(r"<--- (501 Rejected.*:)\d+\.", talk)
    if refusal:
        print("              ", refusal[1] + "P.")
PY
timeout -k 5 100 unshare -n -m -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
sync-mode on   PORT PORT, logins: 1
sync-mode off  PORT (501) PASV PORT (501) PASV, logins: 3
               501 Rejected data connection to foreign address 10.0.1.121:P.
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
