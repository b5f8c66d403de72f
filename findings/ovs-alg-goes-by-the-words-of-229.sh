#!/bin/sh
# Packages: Debian 12 openvswitch-switch and openvswitch-common 3.1.0-2+deb12u1 (userspace datapath), nftables
#           1.0.6-2+deb12u2; Linux's nf_conntrack_ftp (6.18.44); PyPI pyftpdlib 2.2.0, aioftp 0.28.3; Maven
#           org.apache.ftpserver:ftpserver-core 1.2.1 (with ftplet-api, mina-core 2.2.4 and slf4j 1.7.36)
# Measured: 2026-11-30, OpenJDK 17.0.15
#
# A firewall of Open vSwitch's userspace datapath lets in port 21 and what its FTP ALG finds, "ct(commit,alg=ftp)" and
# ct_state=+rel. On IPv4 it finds PORT and PASV, and not EPRT and EPSV. On IPv6 it finds EPRT and EPSV, but it knows the reply
# to EPSV by the words "extended passive" in it, in any case, and not by its code. pyftpdlib says them. aioftp and Apache
# FtpServer say 229 with other words, and their data connections are dropped. Debian's is 3.1. Since 3.7 EPRT and EPSV are
# found on IPv4 as well, EPSV by its code; in the source of July 2026 IPv6 goes by the words still.
#
# Expected: RFC 2428, 3: the text of the reply is "<text indicating server is entering extended passive mode>", in the server's
# own words; what is fixed is the code 229 and what is in parentheses. 2 and 3: both commands are for IPv4 as for IPv6.
# ovs-actions(7), alg=ftp: "Look for negotiation of FTP data connections". netfilter's helper finds them all.
#
# Seen, of one download each:
#                                                                    openvswitch  netfilter
#   pyftpdlib IPv4 PASV 227 Entering passive mode (...).             hello        hello
#   pyftpdlib IPv4 EPSV 229 Entering extended passive mode (|||P|).  timed out    hello
#   pyftpdlib IPv4 PORT                                              hello        hello
#   pyftpdlib IPv4 EPRT                                              timed out    hello
#   pyftpdlib IPv6 EPRT                                              hello        hello
#   pyftpdlib IPv6 EPSV 229 Entering extended passive mode (|||P|).  hello        hello
#   aioftp    IPv6 EPSV 229 listen socket created (|||P|)            timed out    hello
#   Apache    IPv6 EPSV 229 Entering Passive Mode (|||P|)            timed out    hello
#
# Needs: root, a kernel with the module, JDK 17, Maven, apt-get, pip, python3, ip.
set -eu
[ "$(id -u)" = 0 ] || { echo "not measured: needs root"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian openvswitch-switch=3.1.0-2+deb12u1 openvswitch-common=3.1.0-2+deb12u1 nftables=1.0.6-2+deb12u2 libnftables1 libnftnl11 \
  libxdp1 libbpf1 libelf1 libunbound8 libevent-2.1-7 libnettle8 libhogweed6 libgmp10 libnuma1 libcap-ng0
pip install -q --target "$work/python" pyftpdlib==2.2.0 aioftp==0.28.3 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get pyftpdlib and aioftp"; exit 2; }
for artifact in org.apache.ftpserver:ftpserver-core:1.2.1 org.apache.ftpserver:ftplet-api:1.2.1 org.apache.mina:mina-core:2.2.4 \
  org.slf4j:slf4j-api:1.7.36 org.slf4j:slf4j-nop:1.7.36; do
  mvn -B -q dependency:copy -Dartifact="$artifact" -DoutputDirectory="$work/lib" >"$work/log" 2>&1 ||
    { cat "$work/log"; echo "not measured: can't get $artifact"; exit 2; }
done
modprobe -a nf_conntrack_ftp 2>/dev/null || : # or it is built in
mkdir "$work/files"
printf hello >"$work/files/f"
cat >"$work/Serve.java" <<'JAVA'
import org.apache.ftpserver.FtpServerFactory;
import org.apache.ftpserver.listener.ListenerFactory;
import org.apache.ftpserver.usermanager.impl.BaseUser;

public class Serve {
  public static void main(String[] args) throws Exception {
    ListenerFactory listener = new ListenerFactory();
    listener.setServerAddress(args[1]);
    listener.setPort(21);
    BaseUser user = new BaseUser();
    user.setName("anonymous");
    user.setHomeDirectory(args[0]);
    FtpServerFactory server = new FtpServerFactory();
    server.addListener("default", listener.createListener());
    server.getUserManager().save(user);
    server.createServer().start();
  }
}
JAVA
javac -cp "$work/lib/*" -d "$work" "$work/Serve.java"
cat >"$work/measure.py" <<'PY'
import glob, os, subprocess, sys, time
work, firewall = sys.argv[1:]
root = work + "/root"
run = work + "/" + firewall
os.mkdir(run)
env = dict(
    os.environ, LD_LIBRARY_PATH=glob.glob(root + "/usr/lib/*-linux-gnu")[0], PYTHONPATH=work + "/python", OVS_RUNDIR=run, OVS_LOGDIR=run,
    OVS_DBDIR=run, OVS_SYSCONFDIR=run, OVS_PKGDATADIR=root + "/usr/share/openvswitch",
    PATH=root + "/usr/bin:" + root + "/usr/sbin:" + os.environ["PATH"])
def sh(script, **names):
    subprocess.run(["sh", "-ec", script % names], check=True, env=env, cwd=run, stdout=subprocess.DEVNULL)
sh("""
mkdir -p /run/netns; mount -t tmpfs none /run/netns
mac=2
for end in client server; do
  ip netns add $end
  ip link add $end type veth peer name eth0 netns $end
  ip -n $end link set eth0 address 02:00:00:00:00:0$mac; mac=3
  ip link set $end up; ip -n $end link set lo up; ip -n $end link set eth0 up
done
ip -n client addr add 198.51.100.2/24 dev eth0; ip -n client addr add 2001:db8:1::2/64 dev eth0 nodad
ip -n server addr add 203.0.113.121/24 dev eth0; ip -n server addr add 2001:db8:2::121/64 dev eth0 nodad
""")
if firewall == "openvswitch":
    # each has the other as its neighbour, so that ARP and ND aren't looked at here
    sh("""
for end in "client 203.0.113.121 2001:db8:2::121 02:00:00:00:00:03" "server 198.51.100.2 2001:db8:1::2 02:00:00:00:00:02"; do
  set -- $end
  ip -n $1 neigh add $2 lladdr $4 dev eth0; ip -n $1 neigh add $3 lladdr $4 dev eth0
  ip -n $1 route add default dev eth0; ip -n $1 -6 route add default dev eth0
done
ovsdb-tool create conf.db $OVS_PKGDATADIR/vswitch.ovsschema
""")
    # a userspace datapath gets packets as they are on the wire: checksums made, no segments joined
    off = """if True:
        import array, fcntl, socket, struct
        for command in 0x17, 0x1f, 0x24, 0x2c: # ETHTOOL_STXCSUM, _STSO, _SGSO, _SGRO
            value = array.array("I", [command, 0])
            fcntl.ioctl(socket.socket(), 0x8946, struct.pack("16sP", b"eth0", value.buffer_info()[0]))"""
    for end in "client", "server":
        subprocess.run(["ip", "netns", "exec", end, sys.executable, "-c", off], check=True)
    db = "unix:" + run + "/db.sock"
    switch = root + "/usr/lib/openvswitch-switch/ovs-vswitchd"
    for program in ["ovsdb-server", "--remote=p" + db, "conf.db"], [switch, "--disable-system", db]:
        subprocess.Popen(program, cwd=run, env=env, stderr=subprocess.DEVNULL)
    for _ in range(100):
        if os.path.exists(run + "/db.sock"):
            break
        time.sleep(0.1)
    with open(run + "/flows", "w") as flows:
        for tcp in "tcp", "tcp6":
            flows.write(tcp + ",ct_state=-trk actions=ct(table=1)\n")
            flows.write("table=1,%s,ct_state=+trk+new-rel,in_port=client,tp_dst=21 actions=ct(commit,alg=ftp),output:server\n" % tcp)
            for a, b in ("client", "server"), ("server", "client"):
                flows.write("table=1,%s,ct_state=+trk+new+rel,in_port=%s actions=ct(commit),output:%s\n" % (tcp, a, b))
                flows.write("table=1,%s,ct_state=+trk+est-inv,in_port=%s actions=output:%s\n" % (tcp, a, b))
    sh("""
ovs-vsctl -t 20 --db=%(db)s --no-wait init
ovs-vsctl -t 20 --db=%(db)s add-br b -- set bridge b datapath_type=netdev fail_mode=secure -- add-port b client -- add-port b server
ovs-ofctl add-flows b flows
""", db=db)
else:
    sh("""
echo 1 >/proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/ipv6/conf/all/forwarding
ip addr add 198.51.100.1/24 dev client; ip addr add 2001:db8:1::1/64 dev client nodad
ip addr add 203.0.113.1/24 dev server; ip addr add 2001:db8:2::1/64 dev server nodad
ip -n client route add default via 198.51.100.1; ip -n client route add default via 2001:db8:1::1
ip -n server route add default via 203.0.113.1; ip -n server route add default via 2001:db8:2::1
""")
    subprocess.run(["nft", "-f", "-"], input="""
table inet t {
  ct helper ftp { type "ftp" protocol tcp; l3proto ip; }
  ct helper ftp6 { type "ftp" protocol tcp; l3proto ip6; }
  chain helper {
    type filter hook prerouting priority 0
    meta nfproto ipv4 tcp dport 21 ct helper set "ftp"
    meta nfproto ipv6 tcp dport 21 ct helper set "ftp6"
  }
  chain let {
    type filter hook forward priority 0; policy drop
    ct state invalid drop
    ct state established,related accept
    iifname client tcp dport 21 accept
    meta l4proto ipv6-icmp accept
  }
}
""", text=True, check=True, env=env)
pyftpdlib = """
import sys
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler
from pyftpdlib.servers import FTPServer
FTPHandler.authorizer = DummyAuthorizer()
FTPHandler.authorizer.add_anonymous(sys.argv[1])
FTPServer((sys.argv[2], 21), FTPHandler).serve_forever()
"""
aioftp = """
import aioftp, asyncio, sys
async def serve():
    server = aioftp.Server([aioftp.User(base_path=sys.argv[1])])
    await server.start(sys.argv[2], 21)
    await server.serve_forever()
asyncio.run(serve())
"""
client = """
import ftplib, re, sys
host, name, what = sys.argv[1:]
said = []
class FTP(ftplib.FTP):
    def sendcmd(self, command):
        reply = super().sendcmd(command)
        if reply[:3] in ("227", "229"):
            said.append(re.sub("[0-9,]+\\)", "...)", re.sub("[0-9]+[|]", "P|", reply)))
        return reply
    def makepasv(self):
        if what == "EPSV":
            return host, ftplib.parse229(self.sendcmd("EPSV"), self.sock.getpeername())[1]
        return super().makepasv()
    def sendport(self, host, port):
        return self.sendeprt(host, port) if what == "EPRT" else super().sendport(host, port)
ftp = FTP(host, timeout=6)
try:
    ftp.login()
    ftp.set_pasv(what in ("PASV", "EPSV"))
    file = []
    ftp.retrbinary("RETR f", file.append)
    got = b"".join(file).decode()
except (ftplib.Error, OSError) as e:
    got = e
print("%-9s %s %-26s" % (name, "IPv6" if ":" in host else "IPv4", " ".join([what] + said)), got, sep=";")
"""
for host, name, server, whats in (
        ("203.0.113.121", "pyftpdlib", [sys.executable, "-c", pyftpdlib], ("PASV", "EPSV", "PORT", "EPRT")),
        ("2001:db8:2::121", "pyftpdlib", [sys.executable, "-c", pyftpdlib], ("EPRT", "EPSV")),
        ("2001:db8:2::121", "aioftp", [sys.executable, "-c", aioftp], ("EPSV",)),
        ("2001:db8:2::121", "Apache", ["java", "-cp", work + ":" + work + "/lib/*", "Serve"], ("EPSV",))):
    serving = subprocess.Popen(
        ["ip", "netns", "exec", "server"] + server + [work + "/files", host], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    ready = "import socket; socket.create_connection((%r, 21))" % host
    for _ in range(200):
        if subprocess.run(["ip", "netns", "exec", "server", sys.executable, "-c", ready], stderr=subprocess.DEVNULL).returncode == 0:
            break
        time.sleep(0.1)
    for what in whats:
        subprocess.run(["ip", "netns", "exec", "client", sys.executable, "-c", client, host, name, what])
    serving.kill()
    serving.wait()
PY
for firewall in openvswitch netfilter; do
  timeout -k 5 300 unshare -n -m -p -f --kill-child python3 "$work/measure.py" "$work" "$firewall" >"$work/said-$firewall" 2>&1 ||
    echo "($firewall: ended with status $?)" >>"$work/said-$firewall"
done
# the two side by side: what was asked, the reply, and what became of it with either
paste -d ';' "$work/said-openvswitch" "$work/said-netfilter" | awk -F ';' '{ printf "%-64s %-12s %s\n", $1, $2, $4 }' >"$work/actual"
cat >"$work/expected" <<'SEEN'
pyftpdlib IPv4 PASV 227 Entering passive mode (...).             hello        hello
pyftpdlib IPv4 EPSV 229 Entering extended passive mode (|||P|).  timed out    hello
pyftpdlib IPv4 PORT                                              hello        hello
pyftpdlib IPv4 EPRT                                              timed out    hello
pyftpdlib IPv6 EPRT                                              hello        hello
pyftpdlib IPv6 EPSV 229 Entering extended passive mode (|||P|).  hello        hello
aioftp    IPv6 EPSV 229 listen socket created (|||P|)            timed out    hello
Apache    IPv6 EPSV 229 Entering Passive Mode (|||P|)            timed out    hello
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
