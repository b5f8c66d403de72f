#!/bin/sh
# Packages: Debian 12 openvswitch-switch and openvswitch-common 3.1.0-2+deb12u1 (userspace datapath), nftables
#           1.0.6-2+deb12u2; Linux's nf_conntrack_ftp and nf_nat_ftp (6.18.44); PyPI pyftpdlib 2.2.0
# Measured: 2026-11-30
#
# Open vSwitch's userspace datapath as NAT before a server, with its FTP ALG, "ct(commit,alg=ftp,nat(dst=10.0.1.121))". Then
# one packet is lost between it and the client. If that is the reply to PASV, the session is over: TCP repeats the reply,
# the ALG writes the public address into it again, longer by 2, and counts these 2 again, so that the reply comes with a
# sequence number that is off by 2, then by 4, and so on. The client can use none of the copies, and each side waits. It is
# the same with PORT behind source NAT. A loss of another reply is mended as ever, and so is that of the 227 if both addresses
# have the same number of characters. So it works in a test network, where nothing is lost, and fails now and then
# elsewhere. netfilter's helper in the same place knows a repeated packet for what it is.
#
# Expected: RFC 2663, 7.1: an ALG that changes the length of FTP's lines corrects the sequence numbers "on all future packet
# of the connection"; a packet that is repeated is none of these. RFC 9293, 3.8.1: what isn't acknowledged is sent again.
# ovs-actions(7): with alg and nat the datapath tries to set up the helper to be NAT-aware.
#
# Seen, of two downloads, the first packet that begins like that being lost behind the NAT; numbers: by how much the sequence
# numbers of the copies of the first 227 or PORT that came out of the NAT differ from the first one's, the first three:
#   openvswitch  dnat 10.0.1.121    lost nothing  hello hello  numbers 0
#   openvswitch  dnat 10.0.1.121    lost 125      hello hello  numbers 0
#   openvswitch  dnat 10.0.1.121    lost 227      timed out    numbers 0 2 4
#   openvswitch  dnat 10.0.100.121  lost 227      hello hello  numbers 0
#   openvswitch  snat 10.0.1.121    lost nothing  hello hello  numbers 0
#   openvswitch  snat 10.0.1.121    lost PORT     timed out    numbers 0 2 4
#   netfilter    dnat 10.0.1.121    lost 227      hello hello  numbers 0
#   netfilter    snat 10.0.1.121    lost PORT     hello hello  numbers 0
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
debian openvswitch-switch=3.1.0-2+deb12u1 openvswitch-common=3.1.0-2+deb12u1 nftables=1.0.6-2+deb12u2 libnftables1 libnftnl11 \
  libxdp1 libbpf1 libelf1 libunbound8 libevent-2.1-7 libnettle8 libhogweed6 libgmp10 libnuma1 libcap-ng0
pip install -q --target "$work/python" pyftpdlib==2.2.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get pyftpdlib"; exit 2; }
modprobe -a nf_conntrack_ftp nf_nat_ftp 2>/dev/null || : # or they are built in
mkdir "$work/files"
printf hello >"$work/files/f"
cat >"$work/measure.py" <<'PY'
import array, fcntl, glob, os, socket, struct, subprocess, sys, time
work, nat, kind, inside, lost = sys.argv[1:]
root = work + "/root"
run = work + "/" + "-".join(sys.argv[2:])
os.mkdir(run)
env = dict(
    os.environ, LD_LIBRARY_PATH=glob.glob(root + "/usr/lib/*-linux-gnu")[0], PYTHONPATH=work + "/python", OVS_RUNDIR=run, OVS_LOGDIR=run,
    OVS_DBDIR=run, OVS_SYSCONFDIR=run, OVS_PKGDATADIR=root + "/usr/share/openvswitch",
    PATH=root + "/usr/bin:" + root + "/usr/sbin:" + os.environ["PATH"])
def sh(script, **names):
    subprocess.run(["sh", "-ec", script % names], check=True, env=env, cwd=run, stdout=subprocess.DEVNULL)
def nft(where, rules):
    subprocess.run(["ip", "netns", "exec", where] * bool(where) + ["nft", "-f", "-"], input=rules, text=True, check=True, env=env)
# the client and the server, of which the one inside is behind the NAT: the server with dnat, the client with snat
client, server = ("198.51.100.2", inside) if kind == "dnat" else (inside, "198.51.100.2")
named = "198.51.100.1" if kind == "dnat" else server
sh("""
mkdir -p /run/netns; mount -t tmpfs none /run/netns
mac=2
for end in client server; do
  ip netns add $end
  ip link add $end type veth peer name eth0 netns $end
  ip -n $end link set eth0 address 02:00:00:00:00:0$mac; mac=3
  ip link set $end up; ip -n $end link set lo up; ip -n $end link set eth0 up
done
ip -n client addr add %(client)s/24 dev eth0; ip -n server addr add %(server)s/24 dev eth0
""", client=client, server=server)
outer, inner = ("client", "server") if kind == "dnat" else ("server", "client")
if nat == "openvswitch":
    # the two are on one link, that both know each other and 198.51.100.1 by; without ARP, which isn't looked at here
    sh("""
ip -n %(outer)s neigh add 198.51.100.1 lladdr $(ip netns exec %(inner)s cat /sys/class/net/eth0/address) dev eth0
ip -n %(inner)s route add default dev eth0
ip -n %(inner)s neigh add 198.51.100.2 lladdr $(ip netns exec %(outer)s cat /sys/class/net/eth0/address) dev eth0
ovsdb-tool create conf.db $OVS_PKGDATADIR/vswitch.ovsschema
""", outer=outer, inner=inner)
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
    to = "nat(dst=%s)" % inside if kind == "dnat" else "nat(src=198.51.100.1)"
    with open(run + "/flows", "w") as flows:
        flows.write("""
tcp,ct_state=-trk actions=ct(table=1,nat)
table=1,tcp,ct_state=+trk+new-rel,in_port=client,nw_dst=%s,tp_dst=21 actions=ct(commit,alg=ftp,%s),output:server
""" % (named, to))
        for a, b in ("client", "server"), ("server", "client"):
            flows.write("table=1,tcp,ct_state=+trk+est-inv,in_port=%s actions=output:%s\n" % (a, b))
            flows.write("table=1,tcp,ct_state=+trk+new+rel,in_port=%s actions=ct(commit,nat),output:%s\n" % (a, b))
    sh("""
ovs-vsctl -t 20 --db=%(db)s --no-wait init
ovs-vsctl -t 20 --db=%(db)s add-br b -- set bridge b datapath_type=netdev fail_mode=secure -- add-port b client -- add-port b server
ovs-ofctl add-flows b flows
""", db=db)
else:
    sh("""
ip addr add 198.51.100.1/24 dev %(outer)s; ip addr add %(gateway)s/24 dev %(inner)s
ip -n %(inner)s route add default via %(gateway)s
echo 1 >/proc/sys/net/ipv4/ip_forward
""", outer=outer, inner=inner, gateway=inside.rsplit(".", 1)[0] + ".1")
    nft("", """
table ip t {
  ct helper ftp { type "ftp" protocol tcp; }
  chain helper { type filter hook prerouting priority 0; tcp dport 21 ct helper set "ftp"; }
  chain in { type nat hook prerouting priority dstnat; %s; }
  chain out { type nat hook postrouting priority srcnat; %s; }
}
""" % (("ip daddr 198.51.100.1 tcp dport 21 dnat to " + inside, "accept") if kind == "dnat" else
       ("accept", "oifname server masquerade")))
if lost != "nothing": # the first packet with that at the beginning of its data, TCP's header being 32 bytes with its time stamps
    nft(outer, """
table ip t {
  chain c {
    type filter hook input priority 0
    meta l4proto tcp @th,256,24 0x%s numgen inc mod 1000 0 drop
  }
}
""" % lost[:3].encode().hex())
subprocess.Popen(
    ["ip", "netns", "exec", "server", sys.executable, "-m", "pyftpdlib", "-i", server, "-p", "21", "-d", work + "/files"],
    env=env, stderr=subprocess.DEVNULL)
ready = "import socket, sys; sys.exit(socket.socket().connect_ex((%r, 21)))" % server
for _ in range(100):
    if subprocess.run(["ip", "netns", "exec", "server", sys.executable, "-c", ready]).returncode == 0:
        break
    time.sleep(0.1)
tap = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3)) # what goes out of the NAT
tap.bind((outer, 0))
tap.setblocking(False)
download = """
import ftplib, sys
ftp = ftplib.FTP(sys.argv[1], timeout=6)
ftp.set_pasv(sys.argv[2] == "dnat")
try:
    ftp.login()
    for _ in range(2):
        file = []
        ftp.retrbinary("RETR f", file.append)
        print(b"".join(file).decode())
except (ftplib.Error, OSError) as e:
    print(e)
"""
said = subprocess.run(["ip", "netns", "exec", "client", sys.executable, "-c", download, named, kind], stdout=subprocess.PIPE, text=True)
copies = []
while True:
    try:
        packet = tap.recv(65535)
    except BlockingIOError:
        break
    tcp = packet[14 + 4 * (packet[14] & 15):] # after Ethernet's and IP's header
    data = tcp[4 * (tcp[12] >> 4):] if packet[12:14] == b"\x08\x00" and packet[23] == 6 else b""
    if data.startswith(b"227 " if kind == "dnat" else b"PORT "):
        copies.append((data, struct.unpack(">I", tcp[4:8])[0]))
numbers = list(dict.fromkeys(str(number - copies[0][1]) for data, number in copies if data == copies[0][0]))[:3]
print("%-12s %s %-13s lost %-8s %-12s numbers %s" % (nat, kind, inside, lost, " ".join(said.stdout.split("\n")).strip(), " ".join(numbers)))
PY
for what in "openvswitch dnat 10.0.1.121 nothing" "openvswitch dnat 10.0.1.121 125" "openvswitch dnat 10.0.1.121 227" \
  "openvswitch dnat 10.0.100.121 227" "openvswitch snat 10.0.1.121 nothing" "openvswitch snat 10.0.1.121 PORT" \
  "netfilter dnat 10.0.1.121 227" "netfilter snat 10.0.1.121 PORT"; do
  # shellcheck disable=SC2086 # four words
  timeout -k 5 150 unshare -n -m -p -f --kill-child python3 "$work/measure.py" "$work" $what >>"$work/actual" 2>&1 ||
    echo "($what: ended with status $?)" >>"$work/actual"
done
cat >"$work/expected" <<'SEEN'
openvswitch  dnat 10.0.1.121    lost nothing  hello hello  numbers 0
openvswitch  dnat 10.0.1.121    lost 125      hello hello  numbers 0
openvswitch  dnat 10.0.1.121    lost 227      timed out    numbers 0 2 4
openvswitch  dnat 10.0.100.121  lost 227      hello hello  numbers 0
openvswitch  snat 10.0.1.121    lost nothing  hello hello  numbers 0
openvswitch  snat 10.0.1.121    lost PORT     timed out    numbers 0 2 4
netfilter    dnat 10.0.1.121    lost 227      hello hello  numbers 0
netfilter    snat 10.0.1.121    lost PORT     hello hello  numbers 0
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
