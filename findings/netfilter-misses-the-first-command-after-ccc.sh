#!/bin/sh
# Packages: Linux's nf_conntrack_ftp and nf_nat_ftp (6.18.44), Debian 12 nftables 1.0.6-2+deb12u2, proftpd-core and
#           proftpd-mod-crypto 1.3.8+dfsg-4+deb12u5, curl and libcurl4 7.88.1-10+deb12u15; Python 3.11's ftplib, OpenSSL 3
# Measured: 2026-12-01
#
# Under TLS a NAT's FTP helper can't read the control connection. CCC is the cure: after the login both sides end TLS and go on in
# clear on the same connection. But the kernel's helper doesn't look at the first thing that either side says then. It looks at
# a segment only if the one before has ended with a line's end, and what came last was the end of TLS, whose last octet is that in
# one of 256 cases. So a client that says PASV at once gets the server's private address in its 227; with EPSV it gets a port that
# the gateway doesn't translate; and after a PORT the server isn't let in. With a NOOP, or anything else, before, all three
# work. curl says PWD there, and ftplib's retrbinary() says TYPE, so that a test with them passes. A program that has its TYPE
# already and goes straight on fails.
#
# Expected: RFC 4217, on CCC: after its 200 the server is to "continue the control connection in plaintext, expecting the next
# command from the client to be in plaintext", whichever it is. curl(1), --ftp-ssl-ccc: "This allows NAT routers to follow the
# FTP transaction".
#
# Seen, of a download by ftplib's transfercmd(), PROT P, the server being 10.0.1.121 and the gateway 198.51.100.1:
#   clear    PASV at once     198.51.100.1 hello
#   clear    PASV after NOOP  198.51.100.1 hello
#   clear    EPSV at once     hello
#   clear    EPSV after NOOP  hello
#   clear    PORT at once     hello
#   clear    PORT after NOOP  hello
#   TLSv1.2  PASV at once     10.0.1.121 Connection refused
#   TLSv1.2  PASV after NOOP  198.51.100.1 hello
#   TLSv1.2  EPSV at once     Connection refused
#   TLSv1.2  EPSV after NOOP  hello
#   TLSv1.2  PORT at once     timed out
#   TLSv1.2  PORT after NOOP  hello
#   TLSv1.3  PASV at once     10.0.1.121 Connection refused
#   TLSv1.3  PASV after NOOP  198.51.100.1 hello
#   TLSv1.3  EPSV at once     Connection refused
#   TLSv1.3  EPSV after NOOP  hello
#   TLSv1.3  PORT at once     timed out
#   TLSv1.3  PORT after NOOP  hello
#   curl --ftp-ssl-ccc, EPSV     exit status 0, hello
#
# As one in 256 goes well by chance, what fails is given three tries to fail.
#
# Needs: root, a kernel with the two modules, apt-get, openssl, python3, ip.
set -eu
[ "$(id -u)" = 0 ] || { echo "not measured: needs root"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian nftables=1.0.6-2+deb12u2 libnftables1 libnftnl11 curl=7.88.1-10+deb12u15 libcurl4=7.88.1-10+deb12u15 \
  proftpd-core=1.3.8+dfsg-4+deb12u5 proftpd-mod-crypto=1.3.8+dfsg-4+deb12u5 libhiredis0.14 libmemcached11 libmemcachedutil2 \
  libhashkit2 libpcre2-posix3 libsodium23
modprobe -a nf_conntrack_ftp nf_nat_ftp 2>/dev/null || : # or they are built in
mkdir "$work/files"
chmod 755 "$work" "$work/files"
printf hello >"$work/files/f"
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/key.pem" -out "$work/certificate.pem" -subj /CN=server -days 9 \
  2>"$work/log"
chmod 600 "$work/key.pem"
cat >"$work/proftpd.conf" <<CONF
ModulePath $work/root/usr/lib/proftpd
LoadModule mod_tls.c
ServerType standalone
DefaultAddress 10.0.1.121
SocketBindTight on
UseIPv6 off
UseReverseDNS off
UseFtpUsers off
User daemon
Group daemon
WtmpLog off
TransferLog none
SystemLog $work/system
PidFile $work/pid
ScoreboardFile none
PassivePorts 40000 40999
TLSEngine on
TLSRSACertificateFile $work/certificate.pem
TLSRSACertificateKeyFile $work/key.pem
TLSOptions NoSessionReuseRequired
<Anonymous $work/files>
  User daemon
  Group daemon
  UserAlias anonymous daemon
  RequireValidShell off
</Anonymous>
CONF
cat >"$work/measure.py" <<'PY'
import glob, os, subprocess, sys, time
work = sys.argv[1]
root = work + "/root"
env = dict(os.environ, LD_LIBRARY_PATH=glob.glob(root + "/usr/lib/*-linux-gnu")[0], HOME=work)
env = {name: value for name, value in env.items() if not name.lower().endswith("_proxy")}
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
table ip t {
  ct helper ftp { type "ftp" protocol tcp; }
  chain pre { type filter hook prerouting priority 0; tcp dport 21 ct helper set "ftp"; }
  chain out { type filter hook forward priority 0; policy drop; ct state established,related accept; tcp dport 21 accept; }
  chain in { type nat hook prerouting priority dstnat; ip daddr 198.51.100.1 tcp dport 21 dnat to 10.0.1.121; }
}"""
subprocess.run([root + "/usr/sbin/nft", "-f", "-"], input=rules, text=True, check=True, env=env)
with open(work + "/log", "w") as log:
    subprocess.Popen(["ip", "netns", "exec", "server", root + "/usr/sbin/proftpd", "-n", "-c", work + "/proftpd.conf"],
                     env=env, stdout=log, stderr=log)
client = """
import ftplib, ssl, sys, time
version, mode, *before = sys.argv[1:]
if version == "clear":
    ftp = ftplib.FTP(timeout=5)
else:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = context.maximum_version = ssl.TLSVersion[version]
    ftp = ftplib.FTP_TLS(context=context, timeout=5)
for _ in range(100):
    try:
        ftp.connect("198.51.100.1")
        break
    except OSError:
        time.sleep(0.1)
ftp.login("anonymous", "x@")
ftp.voidcmd("TYPE I")
if version != "clear":
    ftp.prot_p()
    ftp.ccc()
for command in before:
    ftp.voidcmd(command)
said = ""
if mode == "PASV":
    parse = ftplib.parse227
    def parse_and_tell(reply):
        global said
        said = parse(reply)[0] + " "
        return parse(reply)
    ftplib.parse227 = parse_and_tell
elif mode == "EPSV":
    ftp.makepasv = lambda: ftplib.parse229(ftp.sendcmd("EPSV"), ftp.sock.getpeername())
else:
    ftp.set_pasv(False)
try:
    with ftp.transfercmd("RETR f") as data:
        got = data.recv(100).decode()
        if version != "clear":
            data.unwrap()
    ftp.voidresp()
except ftplib.Error as e:
    got = str(e)[:3]
except OSError as e:
    got = e.strerror or str(e)
print(said + got)
"""
def download(*arguments):
    ended = subprocess.run(["ip", "netns", "exec", "client", sys.executable, "-c", client, *arguments],
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
    return ended.stdout.strip()
for version in "clear", "TLSv1_2", "TLSv1_3":
    for mode in "PASV", "EPSV", "PORT":
        for before in (), ("NOOP",):
            for _ in range(1 if before else 3):
                got = download(version, mode, *before)
                if not got.endswith("hello"):
                    break
            when = "after " + before[0] if before else "at once"
            print("%-8s %-4s %-11s %s" % (version.replace("_", "."), mode, when, got), flush=True)
ended = subprocess.run(
    ["ip", "netns", "exec", "client", root + "/usr/bin/curl", "-q", "-s", "-k", "-m", "20", "--ssl-reqd", "--ftp-ssl-ccc",
     "ftp://anonymous:x%40@198.51.100.1/f"], env=env, stdout=subprocess.PIPE, text=True, timeout=60)
print("curl --ftp-ssl-ccc, EPSV     exit status %d, %s" % (ended.returncode, ended.stdout))
PY
timeout -k 5 300 unshare -n -m -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
clear    PASV at once     198.51.100.1 hello
clear    PASV after NOOP  198.51.100.1 hello
clear    EPSV at once     hello
clear    EPSV after NOOP  hello
clear    PORT at once     hello
clear    PORT after NOOP  hello
TLSv1.2  PASV at once     10.0.1.121 Connection refused
TLSv1.2  PASV after NOOP  198.51.100.1 hello
TLSv1.2  EPSV at once     Connection refused
TLSv1.2  EPSV after NOOP  hello
TLSv1.2  PORT at once     timed out
TLSv1.2  PORT after NOOP  hello
TLSv1.3  PASV at once     10.0.1.121 Connection refused
TLSv1.3  PASV after NOOP  198.51.100.1 hello
TLSv1.3  EPSV at once     Connection refused
TLSv1.3  EPSV after NOOP  hello
TLSv1.3  PORT at once     timed out
TLSv1.3  PORT after NOOP  hello
curl --ftp-ssl-ccc, EPSV     exit status 0, hello
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
