#!/bin/sh
# Packages: Debian 12 vsftpd 3.0.3-13+b2; OpenJDK 17.0.15 (the Java that is installed)
# Measured: 2026-11-28
#
# Java's TLS 1.2 client doesn't resume a session with vsftpd by its tickets, and resuming is what vsftpd's
# default, require_ssl_reuse=YES, asks of a data connection. The tickets have a lifetime of 2147483647 s, and
# Java throws away one that is to live for more than 604800 s. OpenSSL as the client resumes.
#
# Expected: the seven days are TLS 1.3's (RFC 8446, 4.6.1). TLS 1.2's ticket has a lifetime that is a hint, of
# 32 bits, without a limit (RFC 5077, 3.3): a client may delete a ticket earlier, but needn't take a long
# lifetime for an error.
#
# Seen, of two control connections at TLS 1.2, the second's handshake:
#   java     resumed: false
#   java     discarding: True   (javax.net.debug=ssl:handshake says "Discarding NewSessionTicket with lifetime")
#   openssl  resumed: true
#
# Needs: root (vsftpd changes its user), JDK 17, openssl, apt-get, python3, ip.
set -eu
[ "$(id -u)" = 0 ] || { echo "not measured: needs root"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian() { # each NAME or NAME=VERSION, unpacked under $work/root, not installed
  for package; do
    (cd "$work" && apt-get -q -o APT::Sandbox::User=root download "$package" && dpkg -x ./"${package%%=*}"_*.deb root) \
      >"$work/apt" 2>&1 || { cat "$work/apt"; echo "not measured: can't get $package"; exit 2; }
  done
}
debian vsftpd=3.0.3-13+b2 libwrap0
mkdir "$work/files" "$work/empty"
chmod 755 "$work" "$work/files" "$work/empty"
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -days 2 -keyout "$work/key" -out "$work/cert" 2>"$work/log"
cat >"$work/conf" <<CONF
listen=YES
listen_ipv6=NO
listen_address=127.0.0.1
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
CONF
cat >"$work/Measure.java" <<'JAVA'
import java.io.InputStream;
import java.io.FileInputStream;
import java.net.Socket;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

public class Measure {
  public static void main(String[] args) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (InputStream file = new FileInputStream(args[0])) {
      trusted.setCertificateEntry("server", CertificateFactory.getInstance("X.509").generateCertificate(file));
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    long[] created = new long[2];
    for (int i = 0; i < 2; i++) {
      Socket plain = new Socket("127.0.0.1", 21);
      reply(plain.getInputStream());
      plain.getOutputStream().write("AUTH TLS\r\n".getBytes());
      reply(plain.getInputStream());
      SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(plain, "127.0.0.1", 21, true);
      tls.setEnabledProtocols(new String[] {"TLSv1.2"});
      tls.startHandshake();
      tls.getOutputStream().write("NOOP\r\n".getBytes());
      reply(tls.getInputStream());
      created[i] = tls.getSession().getCreationTime();
      tls.close();
      Thread.sleep(50);
    }
    System.out.println("resumed: " + (created[0] == created[1]));
  }

  static void reply(InputStream in) throws Exception {
    while (in.read() != '\n') {}
  }
}
JAVA
javac -d "$work" "$work/Measure.java"
cat >"$work/measure.py" <<'PY'
import glob, os, socket, ssl, subprocess, sys, time
work = sys.argv[1]
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
library = glob.glob(work + "/root/usr/lib/*-linux-gnu")[0]
subprocess.Popen([work + "/root/usr/sbin/vsftpd", work + "/conf"], env=dict(os.environ, LD_LIBRARY_PATH=library))
def secured(context, session):
    plain = socket.create_connection(("127.0.0.1", 21), 10)
    plain.recv(100)
    plain.sendall(b"AUTH TLS\r\n")
    plain.recv(100)
    tls = context.wrap_socket(plain, server_hostname="localhost", session=session)
    tls.sendall(b"NOOP\r\n")
    tls.recv(100)
    return tls
for _ in range(50):
    try:
        socket.create_connection(("127.0.0.1", 21)).close()
        break
    except ConnectionRefusedError:
        time.sleep(0.1)
java = subprocess.run(
    ["java", "-Djavax.net.debug=ssl:handshake", "-cp", work, "Measure", work + "/cert"],
    stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60)
print("java    ", java.stdout.strip().splitlines()[-1])
print("java     discarding:", "Discarding NewSessionTicket with lifetime" in java.stderr + java.stdout)
context = ssl.create_default_context(cafile=work + "/cert")
context.maximum_version = ssl.TLSVersion.TLSv1_2
first = secured(context, None)
print("openssl  resumed:", str(secured(context, first.session).session_reused).lower())
PY
timeout -k 5 120 unshare -n -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
java     resumed: false
java     discarding: True
openssl  resumed: true
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
