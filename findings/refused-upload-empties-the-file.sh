#!/bin/sh
# Packages: Debian 12 vsftpd 3.0.3-13+b2, proftpd-core and proftpd-mod-crypto 1.3.8+dfsg-4+deb12u5; Python 3.11's ftplib
# Measured: 2026-11-30
#
# Both servers demand by default that a data connection under TLS resumes the control connection's session, and Python's
# FTP_TLS, as it comes, doesn't. So they refuse its uploads. But the file of that name that was on the server is empty
# afterwards: both open it, and cut it to nothing, before they say 150, and look at the session when the TLS handshake
# is over. The client has an error, and its user has neither the new file nor the old one.
#
# Expected: RFC 959, 4.2: of a command that is answered with 4yz or 5yz "the requested action did not take place". 4.1.3,
# STOR: the contents of an existing file are replaced by the data being transferred, and there were none.
#
# Seen, the file having been 8 bytes:
#   vsftpd   download  522 SSL connection failed: session reuse required
#   vsftpd   upload    an error; the file has 0 bytes
#   proftpd  download  425 Unable to build data connection: Operation not permitted
#   proftpd  upload    an error; the file has 0 bytes
#
# The upload's error isn't shown, as it's one of several: it depends on who is faster whether the client reads the same
# reply as for the download or has its connection reset.
#
# Needs: root (the servers change their user), openssl, apt-get, python3, ip.
set -eu
[ "$(id -u)" = 0 ] || { echo "not measured: needs root"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$@" && for package in ./*.deb; do dpkg -x "$package" root; done) \
    >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $*"; exit 2; }
}
debian vsftpd=3.0.3-13+b2 libwrap0 proftpd-core=1.3.8+dfsg-4+deb12u5 proftpd-mod-crypto=1.3.8+dfsg-4+deb12u5 \
  libhiredis0.14 libmemcached11 libmemcachedutil2 libhashkit2 libpcre2-posix3
mkdir -p "$work/files/up" "$work/empty"
chmod 755 "$work" "$work/files" "$work/empty"
chmod 777 "$work/files/up"
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -days 2 -keyout "$work/key" -out "$work/cert" 2>"$work/log"
chmod 600 "$work/key"
cat >"$work/vsftpd.conf" <<CONF
listen=YES
listen_ipv6=NO
listen_address=127.0.0.1
listen_port=2101
background=NO
anonymous_enable=YES
ftp_username=daemon
anon_root=$work/files
write_enable=YES
anon_upload_enable=YES
anon_other_write_enable=YES
anon_umask=022
secure_chroot_dir=$work/empty
seccomp_sandbox=NO
ssl_enable=YES
allow_anon_ssl=YES
ssl_ciphers=HIGH
rsa_cert_file=$work/cert
rsa_private_key_file=$work/key
CONF
cat >"$work/proftpd.conf" <<CONF
ModulePath $work/root/usr/lib/proftpd
LoadModule mod_tls.c
ServerType standalone
DefaultAddress 127.0.0.1
UseIPv6 off
Port 2102
User daemon
Group daemon
WtmpLog off
PidFile $work/pid
ScoreboardFile none
AllowOverwrite on
TLSEngine on
TLSRSACertificateFile $work/cert
TLSRSACertificateKeyFile $work/key
<Anonymous $work/files>
  User daemon
  Group daemon
  UserAlias anonymous daemon
  RequireValidShell off
</Anonymous>
CONF
cat >"$work/measure.py" <<'PY'
import ftplib, glob, io, os, ssl, subprocess, sys, time
work = sys.argv[1]
env = dict(os.environ, LD_LIBRARY_PATH=glob.glob(work + "/root/usr/lib/*-linux-gnu")[0])
log = open(work + "/log", "w")
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
subprocess.Popen([work + "/root/usr/sbin/vsftpd", work + "/vsftpd.conf"], env=env, stdout=log, stderr=log)
subprocess.Popen([work + "/root/usr/sbin/proftpd", "-n", "-c", work + "/proftpd.conf"], env=env, stdout=log, stderr=log)
context = ssl.create_default_context(cafile=work + "/cert")
def session(port):
    ftp = ftplib.FTP_TLS(context=context, timeout=20)
    for _ in range(100):
        try:
            ftp.connect("127.0.0.1", port)
            break
        except ConnectionRefusedError:
            time.sleep(0.1)
    ftp.host = "localhost"
    ftp.login()
    ftp.prot_p()
    ftp.cwd("up")
    return ftp
def attempt(transfer):
    try:
        return transfer()
    except (ftplib.Error, OSError, EOFError) as e:
        return e
file = work + "/files/up/f"
for name, port in (("vsftpd", 2101), ("proftpd", 2102)):
    with open(file, "wb") as there:
        there.write(b"the old\n")
    os.chown(file, 1, 1)
    print("%-8s download " % name, attempt(lambda: session(port).retrbinary("RETR f", print)))
    ended = attempt(lambda: session(port).storbinary("STOR f", io.BytesIO(b"the new\n")))
    failed = "an error" if isinstance(ended, Exception) else ended
    print("%-8s upload    %s; the file has %d bytes" % (name, failed, os.path.getsize(file)))
PY
timeout -k 5 100 unshare -n -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
vsftpd   download  522 SSL connection failed: session reuse required
vsftpd   upload    an error; the file has 0 bytes
proftpd  download  425 Unable to build data connection: Operation not permitted
proftpd  upload    an error; the file has 0 bytes
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
