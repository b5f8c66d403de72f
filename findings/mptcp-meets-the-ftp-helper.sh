#!/bin/sh
# Packages: Linux's MPTCP, nf_conntrack_ftp and nf_nat_ftp (6.18.44); Debian 12 nftables 1.0.6-2+deb12u2, libmptcpwrap0 0.12-1
#           (mptcpize's); PyPI mftpclient 0.0.3, pyftpdlib 2.2.0
# Measured: 2026-12-01, Python 3.11
#
# A client with two addresses and a server speak Multipath TCP, so that their control connection has a subflow by each address.
# Between them is a NAT with the kernel's FTP helper. It writes the gateway's address into 227, or into PORT, longer by 2, and
# the first 2 octets of what comes next in that direction are missing: the client reads "5 Data connection already open" for
# 125, the server "TR" for RETR. The receiver's kernel has taken the 2 octets too many for the beginning of what comes next, and
# drops that as a duplicate (MPTcpExtDuplicateData is 2). MPTCP's cure for such a NAT, its checksum, is off by default. With it
# the subflow is closed and the text sent again by the other one, where it's the first, which the helper doesn't look at: PORT
# and 227 pass with the inside's address, and the next 227 stops the session. With one address MPTCP falls back to TCP, and all
# is well, as it is with EPSV, which keeps its length, and without the helper. So a test with one address tells nothing.
#
# Expected: mftpclient's page at PyPI: NATs change FTP's commands, especially PORT; with the checksum on at both ends a connection
# falls back to TCP and is preserved. RFC 8684, 3.7, has this for a single subflow; of several "the affected subflow must be
# immediately closed with a RST", and the data go by another. 3.1: checksums are to be required unless there are no middleboxes
# that might change the data. The kernel's mptcp-sysctl, checksum_enabled: "Default: 0".
#
# Seen, of two downloads each, "two" being the client's addresses:
#   PASV  MPTCP two                    227 10.0.1.121 hello 227 10.0.1.121 hello 200
#   PASV  TCP two, helper              227 198.51.100.1 hello 227 198.51.100.1 hello 200
#   PASV  MPTCP one, helper            227 198.51.100.1 hello 227 198.51.100.1 hello 200
#   PASV  MPTCP two, helper            227 198.51.100.1 125 or 150 without its first 2 octets
#   PASV  MPTCP two, helper, checksum  227 10.0.1.121 hello timed out
#   EPSV  MPTCP two, helper            hello hello 200
#   PORT  MPTCP one, helper, checksum  hello hello 200
#   PORT  MPTCP two, helper            500 Command "TR" not understood.
#   PORT  MPTCP two, helper, checksum  501 Rejected data connection to foreign address 10.0.1.121:P.
#
# Needs: root, a kernel with MPTCP and the two modules, apt-get, pip, python3, ip.
set -eu
[ "$(id -u)" = 0 ] || { echo "not measured: needs root"; exit 2; }
[ -e /proc/sys/net/mptcp/enabled ] || { echo "not measured: the kernel has no MPTCP"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian nftables=1.0.6-2+deb12u2 libnftables1 libnftnl11 libmptcpwrap0=0.12-1
pip install -q --target "$work/python" pyftpdlib==2.2.0 mftpclient==0.0.3 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get pyftpdlib and mftpclient"; exit 2; }
modprobe -a nf_conntrack_ftp nf_nat_ftp 2>/dev/null || : # or they are built in
mkdir "$work/files"
printf hello >"$work/files/f"
cat >"$work/measure.py" <<'PY'
import glob, os, re, subprocess, sys, time
work = sys.argv[1]
libraries = glob.glob(work + "/root/usr/lib/*-linux-gnu")[0]
env = dict(os.environ, LD_LIBRARY_PATH=libraries, PYTHONPATH=work + "/python")
# inside 10.0.1.121, 10.0.1.122 - gateway 10.0.1.1, 198.51.100.1 - outside 198.51.100.2, 198.51.100.3; here is the gateway
subprocess.run(["sh", "-ec", """
mkdir -p /run/netns; mount -t tmpfs none /run/netns
for end in inside outside; do
  ip netns add $end
  ip link add $end type veth peer name eth0 netns $end
  ip link set $end up; ip -n $end link set lo up; ip -n $end link set eth0 up
done
ip addr add 198.51.100.1/24 dev outside
ip addr add 10.0.1.1/24 dev inside
for address in 2 3; do ip -n outside addr add 198.51.100.$address/24 dev eth0; done
for address in 121 122; do ip -n inside addr add 10.0.1.$address/24 dev eth0; done
ip -n outside route add default via 198.51.100.1
ip -n inside route add default via 10.0.1.1
ip -n outside mptcp limits set subflow 1 add_addr_accepted 0
ip -n inside mptcp limits set subflow 1 add_addr_accepted 0
echo 1 >/proc/sys/net/ipv4/ip_forward
"""], check=True)
rules = """
flush ruleset
table ip t {
  ct helper ftp { type "ftp" protocol tcp; }
  chain to { type nat hook prerouting priority dstnat; ip daddr 198.51.100.1 dnat to 10.0.1.121; }
  chain from { type nat hook postrouting priority srcnat; oif outside masquerade; }
  chain pre { type filter hook prerouting priority filter; %s }
}"""
for end, address in ("inside", "10.0.1.121"), ("outside", "198.51.100.2"):
    subprocess.Popen(
        ["ip", "netns", "exec", end, "env", "LD_PRELOAD=" + libraries + "/mptcpize/libmptcpwrap.so.0",
         sys.executable, "-m", "pyftpdlib", "-i", address, "-p", "21", "-d", work + "/files", "-r", "40000-40099"],
        env=env, stderr=subprocess.DEVNULL)
    ready = "import socket, sys; sys.exit(socket.socket().connect_ex(('%s', 21)))" % address
    for _ in range(300):
        if subprocess.run(["ip", "netns", "exec", end, sys.executable, "-c", ready]).returncode == 0:
            break
        time.sleep(0.1)
client = """
import ftplib, re, socket, sys, time
if sys.argv[1] == "MPTCP":
    from mftpclient.client import FTPClient
else:
    FTPClient = ftplib.FTP
ftp = FTPClient()
getline = ftp.getline
def get():
    line = getline()
    if line.startswith("227"):
        print("227 " + ".".join(re.findall(r"\\d+", line)[1:5]), end=" ")
    return line
ftp.getline = get
try:
    ftp.connect(sys.argv[3], 21, timeout=15)
    ftp.login()
    time.sleep(1)  # for a second subflow
    if sys.argv[2] == "EPSV":
        ftp.af = socket.AF_INET6
    ftp.set_pasv(sys.argv[2] != "PORT")
    for _ in range(2):
        file = []
        ftp.retrbinary("RETR f", file.append)
        print(b"".join(file).decode(), end=" ")
    print(ftp.voidcmd("NOOP")[:3])
except (ftplib.Error, OSError, EOFError) as e:
    print(e or type(e).__name__)
"""
def measure(transport, addresses, checksum, helper, command):
    end, server = ("inside", "198.51.100.2") if command == "PORT" else ("outside", "198.51.100.1")
    subprocess.run(
        [work + "/root/usr/sbin/nft", "-f", "-"], input=rules % ("tcp dport 21 ct helper set ftp;" if helper else ""),
        text=True, check=True, env=env)
    second = "10.0.1.122" if command == "PORT" else "198.51.100.3"
    subprocess.run(["ip", "-n", end, "mptcp", "endpoint", "flush"], check=True)
    if addresses == "two":
        subprocess.run(["ip", "-n", end, "mptcp", "endpoint", "add", second, "dev", "eth0", "subflow"], check=True)
    for each in "inside", "outside":
        subprocess.run(["ip", "netns", "exec", each, "sysctl", "-q", "-w", "net.mptcp.checksum_enabled=%d" % checksum], check=True)
    said = subprocess.run(
        ["ip", "netns", "exec", end, sys.executable, "-c", client, transport, command, server],
        stdout=subprocess.PIPE, text=True, env=env).stdout.strip()
    said = re.sub("(5 Data connection already open|0 File status okay).*", "125 or 150 without its first 2 octets", said)
    said = re.sub(r":\d+\.$", ":P.", said)
    how = "%s %s%s%s" % (transport, addresses, ", helper" if helper else "", ", checksum" if checksum else "")
    print("%s  %-28s %s" % (command, how, said))
measure("MPTCP", "two", False, False, "PASV")
measure("TCP", "two", False, True, "PASV")
measure("MPTCP", "one", False, True, "PASV")
measure("MPTCP", "two", False, True, "PASV")
measure("MPTCP", "two", True, True, "PASV")
measure("MPTCP", "two", False, True, "EPSV")
measure("MPTCP", "one", True, True, "PORT")
measure("MPTCP", "two", False, True, "PORT")
measure("MPTCP", "two", True, True, "PORT")
PY
timeout -k 5 400 unshare -n -m -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
PASV  MPTCP two                    227 10.0.1.121 hello 227 10.0.1.121 hello 200
PASV  TCP two, helper              227 198.51.100.1 hello 227 198.51.100.1 hello 200
PASV  MPTCP one, helper            227 198.51.100.1 hello 227 198.51.100.1 hello 200
PASV  MPTCP two, helper            227 198.51.100.1 125 or 150 without its first 2 octets
PASV  MPTCP two, helper, checksum  227 10.0.1.121 hello timed out
EPSV  MPTCP two, helper            hello hello 200
PORT  MPTCP one, helper, checksum  hello hello 200
PORT  MPTCP two, helper            500 Command "TR" not understood.
PORT  MPTCP two, helper, checksum  501 Rejected data connection to foreign address 10.0.1.121:P.
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
