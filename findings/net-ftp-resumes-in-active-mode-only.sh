#!/bin/sh
# Packages: Debian 12 perl-base and perl-modules-5.36 5.36.0-7+deb12u4 (Net::FTP 3.14), libio-socket-ssl-perl 2.081-2,
#           libnet-ssleay-perl 1.92-2+b1, vsftpd 3.0.3-13+b2
# Measured: 2026-11-30
#
# vsftpd demands by default that a data connection under TLS resumes the control connection's session. Perl's Net::FTP does
# that in active mode, and in passive mode it doesn't: 522, and vsftpd ends the session. The same client, server and TLS;
# only Passive is another. Net::FTP has a cache for the session and files it by the host's name. A data connection that
# the client opens itself isn't told that name, and looks it up by its own address and port, which are new each time; one
# that its listener accepts has it from the listener. No option of Net::FTP's mends that: SSL_session_key, which is given
# to new() here as well, is for the control connection and for the listener.
#
# Expected: Net::FTP's manual, SSL_*: "arguments which will be applied when upgrading the control or data connection to
# SSL"; its source says of the cache that it is to "reuse SSL session of control connection in data connections". IO::Socket::SSL,
# SSL_session_key: an address and port by default, "but sometimes you want to share the same session over multiple ports on
# the same server (like with FTPS)".
#
# Seen:
#   TLSv1.2  active              226 hello
#   TLSv1.2  passive             522 SSL connection failed: session reuse required
#   TLSv1.3  active              226 hello
#   TLSv1.3  passive             522 SSL connection failed: session reuse required
#   TLSv1.3  passive, own key    522 SSL connection failed: session reuse required
#   TLSv1.3  passive, no demand  226 hello
#
# Needs: root (the server changes its user), apt-get, openssl, python3, ip.
set -eu
[ "$(id -u)" = 0 ] || { echo "not measured: needs root"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian perl-base=5.36.0-7+deb12u4 perl-modules-5.36=5.36.0-7+deb12u4 libio-socket-ssl-perl=2.081-2 \
  libnet-ssleay-perl=1.92-2+b1 perl-openssl-defaults vsftpd=3.0.3-13+b2 libwrap0
mkdir "$work/files" "$work/empty"
printf hello >"$work/files/f"
chmod 755 "$work" "$work/files" "$work/empty"
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -addext subjectAltName=DNS:localhost -days 2 \
  -keyout "$work/key" -out "$work/cert" 2>"$work/log"
cat >"$work/get.pl" <<'PL'
use strict;
use Net::FTP;
my ($port, $cert, $passive, @more) = @ARGV;
$Net::FTP::VERSION eq "3.14" or die "Net::FTP $Net::FTP::VERSION";
my $ftp = Net::FTP->new("localhost", Port => $port, Passive => $passive, Timeout => 10, SSL_ca_file => $cert, @more)
  or die "connect: $@";
$ftp->starttls or die "TLS: " . $ftp->message;
$ftp->login("anonymous", 'x@') or die "login: " . $ftp->message;
$ftp->binary;
open(my $file, ">", \my $text);
my $got = $ftp->get("f", $file);
print $ftp->code, " ", $got ? $text : $ftp->message, "\n";
PL
cat >"$work/measure.py" <<'PY'
import glob, os, re, socket, subprocess, sys, time
work = sys.argv[1]
root = work + "/root"
library = glob.glob(root + "/usr/lib/*-linux-gnu")[0]
perl = [root + "/usr/share/perl5", library + "/perl5/5.36", root + "/usr/share/perl/5.36.0", library + "/perl-base"]
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
for port, version, reuse in ((2102, "TLSv1.2", "YES"), (2103, "TLSv1.3", "YES"), (2104, "TLSv1.3", "NO")):
    with open("%s/openssl%d" % (work, port), "w") as file:
        file.write("openssl_conf = a\n[a]\nssl_conf = b\n[b]\nsystem_default = c\n[c]\n"
                   "MinProtocol = {0}\nMaxProtocol = {0}\n".format(version))
    with open("%s/conf%d" % (work, port), "w") as file:
        file.write(f"""listen=YES
listen_ipv6=NO
listen_port={port}
background=NO
anonymous_enable=YES
ftp_username=daemon
anon_root={work}/files
secure_chroot_dir={work}/empty
seccomp_sandbox=NO
ssl_enable=YES
allow_anon_ssl=YES
require_ssl_reuse={reuse}
ssl_ciphers=HIGH
rsa_cert_file={work}/cert
rsa_private_key_file={work}/key
""")
    subprocess.Popen(
        [root + "/usr/sbin/vsftpd", "%s/conf%d" % (work, port)],
        env=dict(os.environ, LD_LIBRARY_PATH=library, OPENSSL_CONF="%s/openssl%d" % (work, port)))
    while socket.socket().connect_ex(("127.0.0.1", port)):
        time.sleep(0.1)
for version, mode, port, more in (
        ("TLSv1.2", "active", 2102, []), ("TLSv1.2", "passive", 2102, []),
        ("TLSv1.3", "active", 2103, []), ("TLSv1.3", "passive", 2103, []),
        ("TLSv1.3", "passive, own key", 2103, ["SSL_session_key", "one"]), ("TLSv1.3", "passive, no demand", 2104, [])):
    said = subprocess.run(
        [root + "/usr/bin/perl", work + "/get.pl", str(port), work + "/cert", "0" if mode == "active" else "1", *more],
        env=dict(os.environ, LD_LIBRARY_PATH=library, PERL5LIB=":".join(perl)), stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, timeout=60).stdout
    said = re.sub(r"Unable to close datastream at .*\n", "", said)
    print("%-8s %-19s %s" % (version, mode, said.strip()))
PY
timeout -k 5 100 unshare -n -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
TLSv1.2  active              226 hello
TLSv1.2  passive             522 SSL connection failed: session reuse required
TLSv1.3  active              226 hello
TLSv1.3  passive             522 SSL connection failed: session reuse required
TLSv1.3  passive, own key    522 SSL connection failed: session reuse required
TLSv1.3  passive, no demand  226 hello
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
