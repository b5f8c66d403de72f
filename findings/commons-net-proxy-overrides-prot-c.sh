#!/bin/sh
# Packages: Maven commons-net:commons-net 3.13.0 (needs commons-io 2.21.0); PyPI pyftpdlib 2.2.0 and pyopenssl 26.4.0
# Measured: 2026-11-30, OpenJDK 17.0.15
#
# FTPSClient with its data connections in clear (PROT C, which is also how it is before any execPROT) gets its file.
# With a SOCKS proxy, setProxy(), the same client starts TLS on the data connection all the same, whatever PROT says. A
# download ends in an SSLException that says nothing of PROT or of the proxy. An upload is worse: what the server writes
# to the file, over what was in it, is the ClientHello.
#
# Expected: RFC 4217, 9: with PROT C the data connection is in clear. A SOCKS proxy passes bytes (RFC 1928, 6) and changes
# none of that; FTPClient by the same proxy, and FTPSClient with PROT P, work.
#
# Seen:
#   direct  PROT P  download  226 hello
#   direct  PROT C  download  226 hello
#   proxy   PROT P  download  226 hello
#   proxy   PROT C  download  SSLException: Unsupported or unrecognized SSL message
#   proxy   PROT C  upload    SocketTimeoutException; the file begins with a ClientHello
#
# The upload's time-out is the 3 s that are set here for data; without it the client and the server wait for each other.
#
# Needs: JDK 17, Maven, pip, python3, openssl, ip, unshare with user namespaces.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
java_program() { # $1: GROUP:ARTIFACT:VERSION...; the source of Measure.java on standard input; leaves $work/lib and $work/Measure.class
  cat >"$work/Measure.java"
  for artifact in $1; do
    mvn -B -q dependency:copy -Dartifact="$artifact" -DoutputDirectory="$work/lib" >"$work/log" 2>&1 ||
      { cat "$work/log"; echo "not measured: can't get $artifact"; exit 2; }
  done
  javac -cp "$work/lib/*" -d "$work" "$work/Measure.java"
}
java_program "commons-net:commons-net:3.13.0 commons-io:commons-io:2.21.0" <<'JAVA'
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPSClient;

public class Measure {
  public static void main(String[] args) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (InputStream file = new FileInputStream(args[0])) {
      trusted.setCertificateEntry("server", CertificateFactory.getInstance("X.509").generateCertificate(file));
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    FTPSClient client = new FTPSClient(false);
    client.setTrustManager((X509TrustManager) trust.getTrustManagers()[0]);
    if (args[1].equals("proxy")) {
      client.setProxy(new Proxy(Proxy.Type.SOCKS, new InetSocketAddress("127.0.0.1", 1080)));
    }
    client.setDataTimeout(Duration.ofSeconds(3));
    try {
      client.connect("127.0.0.1", 2121);
      client.login("a", "b");
      client.execPBSZ(0);
      client.execPROT(args[2]);
      client.enterLocalPassiveMode();
      client.setFileType(FTP.BINARY_FILE_TYPE);
      if (args[3].equals("upload")) {
        client.storeFile("f", new ByteArrayInputStream("hello".getBytes()));
        System.out.println(client.getReplyCode());
      } else {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        client.retrieveFile("f", file);
        System.out.println(client.getReplyCode() + " " + file);
      }
    } catch (Exception e) {
      boolean upload = args[3].equals("upload");
      System.out.println(e.getClass().getSimpleName() + (upload ? "" : ": " + e.getMessage()));
    }
    System.exit(0);
  }
}
JAVA
pip install -q --target "$work/python" pyftpdlib==2.2.0 pyopenssl==26.4.0 >"$work/pip" 2>&1 ||
  { cat "$work/pip"; echo "not measured: can't get pyftpdlib"; exit 2; }
mkdir "$work/files"
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -days 2 -keyout "$work/pem" -out "$work/cert" 2>"$work/log"
cat "$work/cert" >>"$work/pem"
cat >"$work/measure.py" <<'PY'
import logging, socket, struct, subprocess, sys, threading, time
work = sys.argv[1]
sys.path.insert(0, work + "/python")
from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import TLS_FTPHandler
from pyftpdlib.servers import ThreadedFTPServer
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
logging.basicConfig(filename=work + "/server-log")
authorizer = DummyAuthorizer()
authorizer.add_user("a", "b", work + "/files", perm="elrw")
kind = type("Handler", (TLS_FTPHandler,), {"authorizer": authorizer, "certfile": work + "/pem"})
threading.Thread(target=ThreadedFTPServer(("127.0.0.1", 2121), kind).serve_forever, daemon=True).start()
while socket.socket().connect_ex(("127.0.0.1", 2121)):
    time.sleep(0.1)
def exactly(connection, size):
    data = b""
    while len(data) < size:
        more = connection.recv(size - len(data))
        if not more:
            raise EOFError
        data += more
    return data
def pump(source, sink):
    try:
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass
def socks(client): # version 5, no authentication, CONNECT by IPv4 address
    exactly(client, exactly(client, 2)[1])
    client.sendall(b"\5\0")
    assert exactly(client, 4) == b"\5\1\0\1"
    address = socket.inet_ntoa(exactly(client, 4)), struct.unpack(">H", exactly(client, 2))[0]
    server = socket.create_connection(address)
    client.sendall(b"\5\0\0\1\0\0\0\0\0\0")
    threading.Thread(target=pump, args=(client, server), daemon=True).start()
    pump(server, client)
proxy = socket.create_server(("127.0.0.1", 1080))
def accept():
    while True:
        threading.Thread(target=socks, args=(proxy.accept()[0],), daemon=True).start()
threading.Thread(target=accept, daemon=True).start()
for way in (("direct", "P", "download"), ("direct", "C", "download"), ("proxy", "P", "download"),
            ("proxy", "C", "download"), ("proxy", "C", "upload")):
    with open(work + "/files/f", "w") as file:
        file.write("hello")
    said = subprocess.run(
        ["java", "-cp", work + "/lib/*:" + work, "Measure", work + "/cert", *way], stdout=subprocess.PIPE, text=True,
        timeout=40).stdout.strip()
    if way[2] == "upload":
        time.sleep(1) # for the server to write down what it has
        start = open(work + "/files/f", "rb").read(6)
        hello = start[:2] == b"\x16\x03" and start[5:] == b"\1"
        said += "; the file begins with " + ("a ClientHello" if hello else str(start))
    print("%-7s PROT %s  %-9s %s" % (*way, said))
PY
timeout -k 5 100 unshare -Urn -p -f --kill-child python3 "$work/measure.py" "$work" >"$work/actual" 2>&1 ||
  echo "(ended with status $?)" >>"$work/actual"
cat >"$work/expected" <<'SEEN'
direct  PROT P  download  226 hello
direct  PROT C  download  226 hello
proxy   PROT P  download  226 hello
proxy   PROT C  download  SSLException: Unsupported or unrecognized SSL message
proxy   PROT C  upload    SocketTimeoutException; the file begins with a ClientHello
SEEN
diff -u "$work/expected" "$work/actual" || { echo "CHANGED: it no longer behaves as measured"; exit 1; }
echo "as measured:"
cat "$work/actual"
