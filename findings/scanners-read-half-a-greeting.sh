#!/bin/sh
# Packages: PyPI sslyze 6.3.1; Debian 12 sslscan 2.0.7-1+b1, gnutls-bin 3.7.9-2+deb12u7, openssl (that is installed), vsftpd
#           3.0.3-13+b2, proftpd-core and proftpd-mod-crypto 1.3.8+dfsg-4+deb12u5
# Measured: 2026-12-01, Python 3.11, OpenSSL 3.0
#
# Two scanners that tell what TLS an FTP server has. With a greeting of one line they are right. Then the server gets a welcome,
# vsftpd by banner_file and proftpd by DisplayConnect, of three lines before its 220. Both send line by line, so that the lines
# come in several segments, or in one: that differs each time, on loopback too. Each scanner takes what one read returns for the
# greeting and says AUTH TLS. What it reads next is the rest of the greeting. sslyze finds no 234 in it and says that AUTH TLS
# was rejected. sslscan begins TLS, takes the 234 for the server's part of that, and says "disabled" of the version that it
# is trying, another one each time. Both exit with 0. So a check that a server has TLS 1.3, or that it hasn't TLS 1.0, gets an
# answer that depends on the welcome's timing. openssl s_client and gnutls-cli read on to the line that ends the reply.
#
# Expected: RFC 959, 4.2: a reply may have several lines, of which the last has the code and a blank. RFC 9293, 2.2: TCP carries
# a stream of bytes, so what one read returns may be a part of it.
#
# Seen; of the scanners at a greeting of 4 lines up to 12 tries, until one fails, of the others up to 6, until one goes well:
#   vsftpd   1 line   openssl  well
#   vsftpd   1 line   gnutls   well
#   vsftpd   1 line   sslscan  well
#   vsftpd   1 line   sslyze   well
#   vsftpd   4 lines  openssl  well
#   vsftpd   4 lines  gnutls   well
#   vsftpd   4 lines  sslscan  exit status 0, TLSv1.2 or TLSv1.3 disabled
#   vsftpd   4 lines  sslyze   exit status 0, FTP AUTH TLS was rejected
#   proftpd  1 line   openssl  well
#   proftpd  1 line   gnutls   well
#   proftpd  1 line   sslscan  well
#   proftpd  1 line   sslyze   well
#   proftpd  4 lines  openssl  well
#   proftpd  4 lines  gnutls   well
#   proftpd  4 lines  sslscan  exit status 0, TLSv1.2 or TLSv1.3 disabled
#   proftpd  4 lines  sslyze   exit status 0, FTP AUTH TLS was rejected
#
# Needs: root (the servers change their user), apt-get, pip, python3, openssl, ip.
set -eu
[ "$(id -u)" = 0 ] || { echo "not measured: needs root"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian vsftpd=3.0.3-13+b2 libwrap0 proftpd-core=1.3.8+dfsg-4+deb12u5 proftpd-mod-crypto=1.3.8+dfsg-4+deb12u5 \
  libhiredis0.14 libmemcached11 libmemcachedutil2 libhashkit2 libpcre2-posix3 \
  sslscan=2.0.7-1+b1 gnutls-bin=3.7.9-2+deb12u7 libgnutls30=3.7.9-2+deb12u7 libgnutls-dane0 libopts25 libunbound8 libevent-2.1-7
pip install -q --target "$work/python" sslyze==6.3.1 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get sslyze"; exit 2; }
mkdir "$work/files" "$work/empty"
chmod 755 "$work" "$work/files" "$work/empty"
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -days 2 -keyout "$work/key" -out "$work/cert" 2>"$work/log"
chmod 600 "$work/key"
printf '%s\n' "Welcome to ftp.example.com." "Transfers are logged." "Please be kind." >"$work/welcome"
for welcome in "" welcome; do
  cat >"$work/vsftpd.conf$welcome" <<CONF
listen=YES
listen_ipv6=NO
listen_address=127.0.0.1
listen_port=210${welcome:+1}
background=NO
anonymous_enable=YES
ftp_username=daemon
anon_root=$work/files
secure_chroot_dir=$work/empty
seccomp_sandbox=NO
ssl_enable=YES
allow_anon_ssl=YES
ssl_ciphers=HIGH
rsa_cert_file=$work/cert
rsa_private_key_file=$work/key
${welcome:+banner_file=$work/welcome}
CONF
  cat >"$work/proftpd.conf$welcome" <<CONF
ModulePath $work/root/usr/lib/proftpd
LoadModule mod_tls.c
ServerType standalone
DefaultAddress 127.0.0.1
UseIPv6 off
Port 211${welcome:+1}
User daemon
Group daemon
WtmpLog off
PidFile $work/pid$welcome
ScoreboardFile none
TLSEngine on
TLSRSACertificateFile $work/cert
TLSRSACertificateKeyFile $work/key
${welcome:+DisplayConnect $work/welcome}
CONF
done
sed -i 's/port=210$/port=2100/' "$work"/vsftpd.conf*
sed -i 's/^Port 211$/Port 2110/' "$work"/proftpd.conf*
cat >"$work/measure.py" <<'PY'
import glob, os, re, socket, subprocess, sys, time
work = sys.argv[1]
root = work + "/root/usr/"
env = dict(os.environ, LD_LIBRARY_PATH=glob.glob(root + "lib/*-linux-gnu")[0])
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
log = open(work + "/log", "w")
for welcome in "", "welcome":
    subprocess.Popen([root + "sbin/vsftpd", work + "/vsftpd.conf" + welcome], env=env, stdout=log, stderr=log)
    subprocess.Popen([root + "sbin/proftpd", "-n", "-c", work + "/proftpd.conf" + welcome], env=env, stdout=log, stderr=log)
for port in 2100, 2101, 2110, 2111:
    for _ in range(300):
        if not socket.socket().connect_ex(("127.0.0.1", port)):
            break
        time.sleep(0.1)
def run(environment, *command):
    done = subprocess.run(
        ["timeout", "60", *command], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout
def openssl(port):
    return "BEGIN CERTIFICATE" in run(os.environ, "openssl", "s_client", "-starttls", "ftp", "-connect", "127.0.0.1:%d" % port)[1]
def gnutls(port):
    return "Handshake was completed" in run(env, root + "bin/gnutls-cli", "--insecure", "--starttls-proto=ftp", "-p", str(port), "127.0.0.1")[1]
def sslscan(port):
    status, said = run(
        env, root + "bin/sslscan", "--no-colour", "--timeout=20", "--starttls-ftp", "--no-ciphersuites", "--no-groups", "--no-fallback",
        "--no-renegotiation", "--no-heartbleed", "--no-compression", "127.0.0.1:%d" % port)
    off = re.findall(r"^(TLSv1\.[23]) +disabled", said, re.M)
    return not off or "exit status %d, TLSv1.2 or TLSv1.3 disabled" % status
def sslyze(port):
    status, said = run(
        dict(os.environ, PYTHONPATH=work + "/python"), sys.executable, "-m", "sslyze", "--slow_connection", "--starttls=ftp", "--tlsv1_3",
        "127.0.0.1:%d" % port)
    no = re.findall("ERROR: (.*?);", said)
    return not no or "exit status %d, %s" % (status, no[0])
for name, port in ("vsftpd", 2100), ("proftpd", 2110):
    for lines in 1, 4:
        for tool in openssl, gnutls, sslscan, sslyze:
            # one try in 6 that goes well will do where none has to fail; else one in 12 that fails
            good = lines == 1 or tool in (openssl, gnutls)
            for _ in range(6 if good else 12):
                said = tool(port + (lines > 1))
                if (said is True) == good:
                    break
            print("%-8s %d line%s  %-8s %s" % (name, lines, "s" if lines > 1 else " ", tool.__name__, "well" if said is True else said))
PY
timeout -k 5 600 unshare -n -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
vsftpd   1 line   openssl  well
vsftpd   1 line   gnutls   well
vsftpd   1 line   sslscan  well
vsftpd   1 line   sslyze   well
vsftpd   4 lines  openssl  well
vsftpd   4 lines  gnutls   well
vsftpd   4 lines  sslscan  exit status 0, TLSv1.2 or TLSv1.3 disabled
vsftpd   4 lines  sslyze   exit status 0, FTP AUTH TLS was rejected
proftpd  1 line   openssl  well
proftpd  1 line   gnutls   well
proftpd  1 line   sslscan  well
proftpd  1 line   sslyze   well
proftpd  4 lines  openssl  well
proftpd  4 lines  gnutls   well
proftpd  4 lines  sslscan  exit status 0, TLSv1.2 or TLSv1.3 disabled
proftpd  4 lines  sslyze   exit status 0, FTP AUTH TLS was rejected
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
